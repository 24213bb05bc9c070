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
select
  'transfer' as record_type,
  id as record_id,
  '/total' as path,
  'the items come to more than the total, `' || total_text || '`' as message
from batches
where itemisation in ('partial', 'unknown') and total_high < items_low
