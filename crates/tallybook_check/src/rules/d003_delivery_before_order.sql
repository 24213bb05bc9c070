with earlier as (
  select
    id,
    'it was ordered' as words,
    ordered_edtf as edtf,
    ordered_start as first_day,
    ordered_approximate as approximate,
    ordered_uncertain as uncertain
  from transfers
  where ordered_edtf is not null
  union all
  select
    transfers.id,
    'the deal was agreed' as words,
    deals.agreed_edtf as edtf,
    deals.agreed_start as first_day,
    deals.agreed_approximate as approximate,
    deals.agreed_uncertain as uncertain
  from transfers
  join deals on deals.id = transfers.deal_id
  where deals.agreed_edtf is not null
)
select
  'transfer' as record_type,
  transfers.id as record_id,
  '/delivered' as path,
  'delivered (`' || transfers.delivered_edtf || '`) before ' || earlier.words || ' (`' || earlier.edtf || '`)'
    as message
from transfers
join earlier on earlier.id = transfers.id
where transfers.delivered_end < earlier.first_day
  and not transfers.delivered_approximate
  and not transfers.delivered_uncertain
  and not earlier.approximate
  and not earlier.uncertain
