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
  union all
  select
    'statement' as record_type,
    id as record_id,
    '/date' as path,
    'statement' as noun,
    date_edtf as edtf,
    date_start as first_day,
    date_approximate as approximate,
    date_uncertain as uncertain
  from statements
)
select
  record_type,
  record_id,
  path,
  'the ' || noun || ' (`' || edtf || '`) comes after today' as message
from events
where cast(first_day as varchar(10)) > cast(current_date as varchar(10)) and not approximate and not uncertain
union all
select
  'source' as record_type,
  id as record_id,
  '/retrieved' as path,
  'the retrieval comes after today' as message
from sources
where cast(retrieved as varchar(10)) > cast(current_date as varchar(10))
