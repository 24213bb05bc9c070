with batches as (
  select
    transfers.id,
    transfers.deal_id,
    transfers.supplier_id,
    transfers.recipient_id,
    case when transfers.stage = 'delivered' then 1 else 0 end as is_delivery,
    cast(transfers.record_no as integer) as record_no,
    transfers.total_text,
    coalesce(cast(transfers.total_low as double), 0) as total_low,
    cast(transfers.total_high as double) as total_high,
    transfers.delivered_end,
    case when transfers.delivered_approximate or transfers.delivered_uncertain then 1 else 0 end as delivered_doubtful,
    transfers.ordered_start,
    case when transfers.ordered_approximate or transfers.ordered_uncertain then 1 else 0 end as ordered_doubtful,
    transfers.itemisation,
    transfers.itemised_low,
    transfers.remainder_low,
    cast(transfers.remainder_high as double) as remainder_high
  from transfers
  join deals on deals.id = transfers.deal_id
  where transfers.kind = 'materiel' and transfers.stage in ('agreed', 'ordered', 'delivered')
),
kinds as (
  -- The types of equipment that orders name.
  select distinct batches.deal_id, batches.supplier_id, batches.recipient_id, items.equipment_id as what
  from batches
  join items on items.transfer_id = batches.id
  where batches.is_delivery = 0 and items.equipment_id is not null
),
rooms as (
  -- What no item of an order accounts for, which can be of any type of equipment.
  select
    id,
    deal_id,
    supplier_id,
    recipient_id,
    case when itemised_low is null then total_low else 0 end as low,
    case when itemised_low is null then total_high when total_text is not null then remainder_high end as high
  from batches
  where is_delivery = 0
    and case
      when itemised_low is null then 1
      when itemisation = 'exhaustive' then 0
      when total_text is not null and remainder_low is null then 0
      when total_text is null and itemisation is null then 0
      else 1
    end = 1
),
written as (
  -- Pieces of one type of equipment, and under the name '' all pieces.
  select
    batches.id,
    items.equipment_id as what,
    substr(items.id, instr(items.id, '#') + 1) || '/quantity' as path,
    cast(items.item_no as integer) as number,
    coalesce(cast(items.quantity_low as double), 0) as low,
    cast(items.quantity_high as double) as high
  from batches
  join items on items.transfer_id = batches.id
  where items.equipment_id is not null
  union all
  select rooms.id, kinds.what, '/total' as path, 0 as number, rooms.low, rooms.high
  from rooms
  join kinds
    on kinds.deal_id = rooms.deal_id
    and kinds.supplier_id = rooms.supplier_id
    and kinds.recipient_id = rooms.recipient_id
  where rooms.high is null or rooms.low > 0 or rooms.high > 0
  union all
  select
    batches.id,
    kinds.what,
    substr(items.id, instr(items.id, '#') + 1) || '/quantity' as path,
    cast(items.item_no as integer) as number,
    coalesce(cast(items.quantity_low as double), 0) as low,
    cast(items.quantity_high as double) as high
  from batches
  join kinds
    on kinds.deal_id = batches.deal_id
    and kinds.supplier_id = batches.supplier_id
    and kinds.recipient_id = batches.recipient_id
  join items on items.transfer_id = batches.id
  where batches.is_delivery = 0 and items.equipment_id is null
  union all
  select id, '' as what, '/total' as path, 0 as number, total_low as low, total_high as high
  from batches
  where total_text is not null
  union all
  select
    batches.id,
    '' as what,
    substr(items.id, instr(items.id, '#') + 1) || '/quantity' as path,
    cast(items.item_no as integer) as number,
    coalesce(cast(items.quantity_low as double), 0) as low,
    cast(items.quantity_high as double) as high
  from batches
  join items on items.transfer_id = batches.id
  where batches.total_text is null and batches.is_delivery = 1
),
counts as (
  select
    batches.deal_id,
    batches.supplier_id,
    batches.recipient_id,
    batches.is_delivery,
    batches.record_no,
    batches.delivered_end,
    batches.delivered_doubtful,
    batches.ordered_start,
    batches.ordered_doubtful,
    written.id,
    written.what,
    written.path,
    written.number,
    case when written.high is null or written.low <= written.high then written.low else written.high end as low,
    case when written.high is null or written.low <= written.high then written.high else written.low end as high
  from written
  join batches on batches.id = written.id
),
ordered as (
  select
    deal_id,
    supplier_id,
    recipient_id,
    what,
    case when count(high) = count(*) then sum(high) end as high
  from counts
  where is_delivery = 0
  group by deal_id, supplier_id, recipient_id, what
),
fulfilling as (
  -- Deliveries that are not certainly earlier than every order.
  select
    deal_id,
    supplier_id,
    recipient_id,
    what,
    id,
    path,
    low,
    row_number() over (
      partition by deal_id, supplier_id, recipient_id, what order by record_no desc, number desc
    ) as from_last
  from counts as deliveries
  where is_delivery = 1
    and exists (
      select 1
      from counts as orders
      where orders.is_delivery = 0
        and orders.deal_id = deliveries.deal_id
        and orders.supplier_id = deliveries.supplier_id
        and orders.recipient_id = deliveries.recipient_id
        and orders.what = deliveries.what
        and case
          when deliveries.delivered_doubtful = 0
            and orders.ordered_doubtful = 0
            and deliveries.delivered_end < orders.ordered_start then 0
          else 1
        end = 1
    )
),
delivered as (
  select deal_id, supplier_id, recipient_id, what, sum(low) as low
  from fulfilling
  group by deal_id, supplier_id, recipient_id, what
),
excesses as (
  select ordered.deal_id, ordered.supplier_id, ordered.recipient_id, ordered.what
  from ordered
  join delivered
    on delivered.deal_id = ordered.deal_id
    and delivered.supplier_id = ordered.supplier_id
    and delivered.recipient_id = ordered.recipient_id
    and delivered.what = ordered.what
  where ordered.high < delivered.low
)
select
  'transfer' as record_type,
  fulfilling.id as record_id,
  fulfilling.path,
  'more delivered than ordered under `' || excesses.deal_id || '`' as message
from excesses
join fulfilling
  on fulfilling.deal_id = excesses.deal_id
  and fulfilling.supplier_id = excesses.supplier_id
  and fulfilling.recipient_id = excesses.recipient_id
  and fulfilling.what = excesses.what
  and fulfilling.from_last = 1
where excesses.what <> ''
  -- Totals are compared where no type of equipment is in excess and every order has one.
  or (
    not exists (
      select 1
      from excesses as pieces
      where pieces.deal_id = excesses.deal_id
        and pieces.supplier_id = excesses.supplier_id
        and pieces.recipient_id = excesses.recipient_id
        and pieces.what <> ''
    )
    and not exists (
      select 1
      from batches
      where batches.deal_id = excesses.deal_id
        and batches.supplier_id = excesses.supplier_id
        and batches.recipient_id = excesses.recipient_id
        and batches.is_delivery = 0
        and batches.total_text is null
    )
  )
