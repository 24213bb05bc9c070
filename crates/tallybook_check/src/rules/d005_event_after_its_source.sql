with events as (
  select
    'transfer' as record_type,
    id as record_id,
    '/delivered' as path,
    'delivery' as noun,
    delivered_edtf as edtf,
    delivered_start as first_day,
    delivered_approximate as approximate,
    delivered_uncertain as uncertain
  from transfers
  where stage = 'delivered'
  union all
  select
    'transfer' as record_type,
    id as record_id,
    '/ordered' as path,
    'order' as noun,
    ordered_edtf as edtf,
    ordered_start as first_day,
    ordered_approximate as approximate,
    ordered_uncertain as uncertain
  from transfers
  where stage in ('ordered', 'in-transit', 'delivered')
  union all
  select
    'deal' as record_type,
    id as record_id,
    '/agreed' as path,
    'agreement' as noun,
    agreed_edtf as edtf,
    agreed_start as first_day,
    agreed_approximate as approximate,
    agreed_uncertain as uncertain
  from deals
  where stage in ('agreed', 'ordered', 'in-transit', 'delivered')
)
select
  events.record_type,
  events.record_id,
  events.path,
  'the ' || events.noun || ' (`' || events.edtf || '`) comes after the publication of a source that reports it'
    as message
from events
where not events.approximate
  and not events.uncertain
  and exists (
    select 1
    from evidence
    join sources on sources.id = evidence.source_id
    where evidence.record_type = events.record_type
      and evidence.record_id = events.record_id
      and evidence.path = events.path
      and evidence.relation = 'supports'
      and sources.published_end < events.first_day
      and not sources.published_approximate
      and not sources.published_uncertain
  )
