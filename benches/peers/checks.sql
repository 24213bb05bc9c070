-- Eleven of the rules over the tables of `check_records.sql`: which record breaks which.

create macro sources_of(evidence) as list_distinct(list_transform(evidence, lambda e: e.source));
create macro via_of(evidence) as flatten(list_transform(evidence, lambda e: coalesce(e.via, [])));
create macro cited(evidence) as flatten(list_transform(evidence, lambda e: coalesce(e.supports, [])));
-- Whether a field has a value that no evidence supports.
create macro unsourced(has_value, names, field) as has_value and not coalesce(list_contains(names, field), false);

create temp table items as
select id as transfer, item.* from (select id, unnest(items) as item from transfers);

create temp table figures as
select id as statement, figure.* from (select id, unnest(figures) as figure from statements);

create temp table findings as
with
records as (
  select 'source' as type, id from sources
  union all select 'actor', id from actors
  union all select 'equipment', id from equipment
  union all select 'deal', id from deals
  union all select 'transfer', id from transfers
  union all select 'statement', id from statements
),
written as (
  select id, 'actor' as type, publisher as target from sources
  union all select id, 'actor', part_of from actors
  union all select id, 'actor', unnest(roles).organization from actors
  union all select id, 'source', unnest(sources_of(evidence)) from actors
  union all select id, 'actor', unnest(via_of(evidence)) from actors
  union all select id, 'actor', origin from equipment
  union all select id, 'source', unnest(sources_of(evidence)) from equipment
  union all select id, 'actor', unnest(via_of(evidence)) from equipment
  union all select id, 'actor', unnest(parties) from deals
  union all select id, 'source', unnest(sources_of(evidence)) from deals
  union all select id, 'actor', unnest(via_of(evidence)) from deals
  union all select id, 'actor', supplier from transfers
  union all select id, 'actor', recipient from transfers
  union all select id, 'deal', deal from transfers
  union all select id, 'actor', unnest(origin) from transfers
  union all select id, 'equipment', carrier from transfers
  union all select id, 'source', unnest(sources_of(evidence)) from transfers
  union all select id, 'actor', unnest(via_of(evidence)) from transfers
  union all select transfer, 'equipment', equipment from items
  union all select transfer, 'source', unnest(sources_of(evidence)) from items
  union all select transfer, 'actor', unnest(via_of(evidence)) from items
  union all select id, 'actor', speaker from statements
  union all select id, 'actor', on_behalf_of from statements
  union all select id, 'actor', medium from statements
  union all select id, 'actor', unnest(addressees) from statements
  union all select id, 'statement', unnest(supersedes) from statements
  union all select id, 'statement', unnest(retracts) from statements
  union all
  select id, split_part(target, ':', 1), split_part(target, ':', 2)
  from (select id, unnest(about).target as target from statements)
  union all select id, 'source', unnest(sources_of(evidence)) from statements
  union all select id, 'actor', unnest(via_of(evidence)) from statements
  union all select statement, 'source', unnest(sources_of(evidence)) from figures
  union all select statement, 'actor', unnest(via_of(evidence)) from figures
),
r001 as (
  select id from records where id is not null group by type, id having count(*) > 1
),
r002 as (
  select id from written
  where target is not null
    and target not in (select id from records where id is not null)
    -- What is named may be in a line that could not be read.
    and type not in (select type from records where id is null)
),
e001 as (
  select id
  from (select *, cited(evidence) as names from deals)
  where unsourced(len(parties) > 0, names, 'parties')
    or unsourced(stage is not null, names, 'stage')
    or unsourced(has_agreed, names, 'agreed')
    or unsourced(value is not null, names, 'value')
  union all
  select id
  from (select *, cited(evidence) as names from transfers)
  where unsourced(supplier is not null, names, 'supplier')
    or unsourced(recipient is not null, names, 'recipient')
    or unsourced(deal is not null, names, 'deal')
    or unsourced(stage is not null, names, 'stage')
    or unsourced(has_ordered, names, 'ordered')
    or unsourced(has_delivered, names, 'delivered')
    or unsourced(place is not null, names, 'place')
    or unsourced(len(origin) > 0, names, 'origin')
    or unsourced(carrier is not null, names, 'carrier')
    or unsourced(total is not null, names, 'total')
    or unsourced(itemisation is not null, names, 'itemisation')
    or unsourced(amount is not null, names, 'amount')
  union all
  select transfer
  from (select *, cited(evidence) as names from items)
  where unsourced(equipment is not null, names, 'equipment')
    or unsourced(description is not null, names, 'description')
    or unsourced(quantity is not null, names, 'quantity')
    or unsourced(condition is not null, names, 'condition')
  union all
  select id
  from (select *, cited(evidence) as names from statements)
  where unsourced(speaker is not null, names, 'speaker')
    or unsourced(on_behalf_of is not null, names, 'on_behalf_of')
    or unsourced(act is not null, names, 'act')
    or unsourced(has_date, names, 'date')
    or unsourced(medium is not null, names, 'medium')
    or unsourced(len(addressees) > 0, names, 'addressees')
    or unsourced(len(about) > 0, names, 'about')
    or unsourced(len(supersedes) > 0, names, 'supersedes')
    or unsourced(len(retracts) > 0, names, 'retracts')
  union all
  select statement
  from (select *, cited(evidence) as names from figures)
  where unsourced(measure is not null, names, 'measure')
    or unsourced(value is not null, names, 'value')
    or unsourced(unit is not null, names, 'unit')
    or unsourced(date is not null, names, 'date')
),
batches as (
  select
    id, itemisation, total_low, total_high,
    list_sum(list_transform(ranges, lambda r: case when r.high < r.low then r.high else coalesce(r.low, 0) end)) as low,
    -- One item without a bound leaves the sum without one.
    case when list_count(list_transform(ranges, lambda r: r.high)) = len(ranges)
      then list_sum(list_transform(ranges, lambda r: case when r.high < r.low then r.low else r.high end))
    end as high
  from (
    select
      id, itemisation,
      case when high < low then high else coalesce(low, 0) end as total_low,
      case when high < low then low else high end as total_high,
      list_transform(items, lambda i: {low: least(i.quantity), high: greatest_of(i.quantity)}) as ranges
    from (select *, least(total) as low, greatest_of(total) as high from transfers)
    where len(items) > 0 and total is not null
  )
),
q001 as (
  select id from batches where itemisation = 'exhaustive' and (high < total_low or total_high < low)
),
q002 as (
  select id from batches where itemisation in ('partial', 'unknown') and total_high < low
),
d003 as (
  select id from transfers
  where delivered_certain and ordered_certain and delivered_last < ordered_first
  union all
  select transfers.id from transfers join deals on deals.id = deal
  where delivered_certain and agreed_certain and delivered_last < agreed_first
),
reports as (
  select id, agreed_first as first, unnest(evidence) as evidence, ['agreed'] as telling, 'D005' as code
  from deals
  where agreed_certain and stage in ('agreed', 'ordered', 'in-transit', 'delivered')
  union all
  select id, ordered_first, unnest(evidence), ['ordered'], 'D005' from transfers
  where ordered_certain and stage in ('ordered', 'in-transit', 'delivered')
  union all
  select id, delivered_first, unnest(evidence), ['delivered'], 'D005' from transfers
  where delivered_certain and stage = 'delivered'
  union all
  select id, first, unnest(evidence), ['speaker', 'act', 'date', 'medium', 'addressees'], 'D006' from statements
  where certain
),
d005_and_d006 as (
  select code, reports.id
  from reports join sources on sources.id = evidence.source
  where sources.certain and sources.last < reports.first and list_has_any(evidence.supports, telling)
),
a001 as (
  select id from transfers where supplier = recipient
),
m001 as (
  select id from (select id, value as money from deals union all select id, amount from transfers)
  where regexp_extract(money, '[A-Z]{3}') not in (select code from currencies)
    and regexp_matches(money, '[A-Z]{3}')
),
t002 as (
  select id from (select id, act, list_transform(about, lambda a: a.stance) as stances from statements)
  where (act = 'deny' and list_contains(stances, 'affirms') and not list_contains(stances, 'denies'))
    or (act = 'admit' and list_contains(stances, 'denies') and not list_contains(stances, 'affirms'))
)
select 'R001' as code, id from r001
union select 'R002', id from r002
union select 'E001', id from e001
union select 'Q001', id from q001
union select 'Q002', id from q002
union select 'D003', id from d003
union select code, id from d005_and_d006
union select 'A001', id from a001
union select 'M001', id from m001
union select 'T002', id from t002;
