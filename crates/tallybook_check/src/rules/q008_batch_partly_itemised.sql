with written as (
  select
    transfer_id,
    coalesce(cast(quantity_low as double), 0) as low,
    cast(quantity_high as double) as high
  from items
),
itemised as (
  select
    transfer_id,
    sum(case when high < low then high else low end) as low,
    -- One item without a bound leaves the sum without one.
    case when count(high) = count(*) then sum(case when high < low then low else high end) end as high
  from written
  group by transfer_id
),
batches as (
  select
    transfers.id,
    transfers.itemisation,
    transfers.total_text,
    case
      when cast(transfers.total_high as double) < coalesce(cast(transfers.total_low as double), 0)
        then cast(transfers.total_high as double)
      else coalesce(cast(transfers.total_low as double), 0)
    end as total_low,
    case
      when cast(transfers.total_high as double) < coalesce(cast(transfers.total_low as double), 0)
        then cast(transfers.total_low as double)
      else cast(transfers.total_high as double)
    end as total_high,
    itemised.low as items_low,
    itemised.high as items_high
  from transfers
  join itemised on itemised.transfer_id = transfers.id
  where transfers.total_text is not null
)
,
remainders as (
  select
    id,
    total_text,
    case when items_high < total_low then total_low - items_high else 0 end as low,
    total_high - items_low as high
  from batches
  where itemisation = 'partial'
)
select
  'transfer' as record_type,
  id as record_id,
  '/total' as path,
  'part of `' || total_text || '` is not itemised' as message
from remainders
where (high is null and low > 0) or high > 0
