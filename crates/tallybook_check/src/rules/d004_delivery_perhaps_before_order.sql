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
  'delivered (`' || transfers.delivered_edtf || '`) possibly before ' || earlier.words || ' (`' || earlier.edtf || '`)'
    as message
from transfers
join earlier on earlier.id = transfers.id
where transfers.delivered_edtf is not null
  -- Where the start of the order is open, it can lie before any delivery.
  and earlier.first_day is not null
  and (transfers.delivered_start is null or transfers.delivered_start < earlier.first_day)
  -- What is certain is found by D003.
  and (
    transfers.delivered_end is null
    or transfers.delivered_end >= earlier.first_day
    or transfers.delivered_approximate
    or transfers.delivered_uncertain
    or earlier.approximate
    or earlier.uncertain
  )
