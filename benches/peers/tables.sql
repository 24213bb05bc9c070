-- The tables of the exports over the records of `export_records.sql`, in the order in which Tallybook has their rows.
-- Without the columns that are worked out from other records or looked up in a list of the program (positions,
-- disputes, `live`, names and codes of countries, classifications), and those that are null without archived texts.

create macro written_precision(edtf) as case
  when edtf is null then null
  when is_interval(edtf) then 'interval'
  else case length(rtrim(edtf, '~?%'))
    when 10 then case when contains(edtf, 'XX') then 'month' else 'day' end
    when 7 then case
      when edtf[6:7] = 'XX' then 'year'
      when edtf[6:7] in ('21', '22', '23', '24') then 'season'
      else 'month'
    end
    else case when contains(edtf, 'X') then 'decade' else 'year' end
  end
end;

create macro qualifier_of(text) as case
  when text is null then null
  when text in ('few', 'unknown') then text
  when starts_with(text, 'more than ') then 'more-than'
  when starts_with(text, 'at least ') then 'at-least'
  when starts_with(text, 'up to ') then 'up-to'
  when starts_with(text, 'about ') then 'about'
  when contains(text, ' to ') then 'between'
  else 'exact'
end;
create macro best_of(text) as case
  when starts_with(text, 'about ') then try_cast(text[7:] as bigint)
  else try_cast(text as bigint)
end;

create macro currency_of(money) as nullif(regexp_extract(money, '[A-Z]{3}'), '');
create macro figures_of(money) as regexp_replace(money, '[A-Z]{3} ', '');
create macro least_amount(figures) as case
  when starts_with(figures, 'more than ') then try_cast(figures[11:] as decimal(38, 4))
  when starts_with(figures, 'at least ') then try_cast(figures[10:] as decimal(38, 4))
  else try_cast(split_part(figures, ' to ', 1) as decimal(38, 4))
end;
create macro best_amount(figures) as case
  when starts_with(figures, 'about ') then try_cast(figures[7:] as decimal(38, 4))
  else try_cast(figures as decimal(38, 4))
end;
create macro greatest_amount(figures) as case
  when starts_with(figures, 'up to ') then try_cast(figures[7:] as decimal(38, 4))
  else try_cast(split_part(figures, ' to ', -1) as decimal(38, 4))
end;

create temp table pieces as
select 'deal' as record_type, id as record_id, '' as part, unnest(evidence) as piece,
  generate_subscripts(evidence, 1) - 1 as number
from deal_records
union all
select 'transfer', id, '', unnest(evidence), generate_subscripts(evidence, 1) - 1 from transfer_records
union all
select 'transfer', id, part, unnest(item.evidence), generate_subscripts(item.evidence, 1) - 1
from (
  select id, '/items/' || (generate_subscripts(items, 1) - 1) as part, unnest(items) as item from transfer_records
)
union all
select 'statement', id, '', unnest(evidence), generate_subscripts(evidence, 1) - 1 from statement_records
union all
select 'statement', id, part, unnest(figure.evidence), generate_subscripts(figure.evidence, 1) - 1
from (
  select id, '/figures/' || (generate_subscripts(figures, 1) - 1) as part, unnest(figures) as figure
  from statement_records
);

create temp table evidence as
with named as (
  select
    record_type, record_id, part, piece, number, 'supports' as relation, unnest(piece.supports) as field,
    generate_subscripts(piece.supports, 1) - 1 as place, null as reported_value
  from pieces
  union all
  select record_type, record_id, part, piece, number, 'reports', entry.key, null, entry.value
  from (select *, unnest(map_entries(piece.reports)) as entry from pieces)
),
identified as (
  select *, record_type || ':' || record_id || '#' || part as part_id from named
)
select
  part_id || '/evidence/' || number || '/' || relation || '/' || coalesce(place::varchar, field) as id,
  part_id || '/evidence/' || number as evidence_id,
  record_type,
  record_id,
  part || '/' || field as path,
  field,
  part_id || '/' || field as fact_id,
  relation,
  reported_value,
  piece.source as source_id,
  coalesce(piece.via, []) as via_ids,
  case
    when piece.paragraph is not null then 'paragraph ' || piece.paragraph
    when piece.page is not null then 'page ' || piece.page
    when piece.clip is not null then 'clip ' || piece.clip
  end as locator,
  piece.quote as quote,
  piece.note as note
from identified
order by record_type, record_id, part, number, relation desc, place, field;

create temp table sources as
select
  id, kind, title, publisher as publisher_id, coalesce(authors, []) as authors, language,
  published as published_edtf, first_day(published) as published_start, last_day_of(published) as published_end,
  written_precision(published) as published_precision, approximate(published) as published_approximate,
  uncertain(published) as published_uncertain, url, retrieved, archive_url, licence,
  coalesce(cited, 0) as cited, note
from source_records
left join (select piece.source as source, count(*) as cited from pieces group by all) on source = id
order by id;

create temp table actors as
select
  id, kind, name, coalesce(aliases, []) as aliases, country, part_of as part_of_id, anonymous is not null as anonymous,
  anonymous.reason as anonymous_reason, wikidata, note
from actor_records
order by id;

create temp table actor_roles as
select
  'actor:' || id || '#/roles/' || (role_no - 1) as id, id as actor_id, role_no, role.title as title,
  role.organization as organization_id,
  role."start" as start_edtf, first_day(role."start") as start_start, last_day_of(role."start") as start_end,
  written_precision(role."start") as start_precision, approximate(role."start") as start_approximate,
  uncertain(role."start") as start_uncertain,
  role."end" as end_edtf, first_day(role."end") as end_start, last_day_of(role."end") as end_end,
  written_precision(role."end") as end_precision, approximate(role."end") as end_approximate,
  uncertain(role."end") as end_uncertain
from (select id, unnest(roles) as role, generate_subscripts(roles, 1) as role_no from actor_records)
order by actor_id, role_no;

create temp table equipment as
select id, designation, coalesce(aliases, []) as aliases, class, origin as origin_id, note
from equipment_records
order by id;

create temp table deals as
select
  id, title, parties as party_ids, stage,
  agreed as agreed_edtf, first_day(agreed) as agreed_start, last_day_of(agreed) as agreed_end,
  written_precision(agreed) as agreed_precision, approximate(agreed) as agreed_approximate,
  uncertain(agreed) as agreed_uncertain,
  value as value_text, qualifier_of(value) as value_qualifier, currency_of(value) as value_currency,
  least_amount(figures_of(value)) as value_low, best_amount(figures_of(value)) as value_best,
  greatest_amount(figures_of(value)) as value_high,
  coalesce(len(evidence), 0) as evidence_count, note
from deal_records
order by id;

create temp table items as
select
  'transfer:' || transfer_id || '#/items/' || (item_no - 1) as id, transfer_id, item_no,
  item.equipment as equipment_id, designation, item.description as description,
  item.quantity as quantity_text, qualifier_of(item.quantity) as quantity_qualifier,
  least(item.quantity) as quantity_low, best_of(item.quantity) as quantity_best,
  greatest_of(item.quantity) as quantity_high, item.condition as condition, item.note as note
from (
  select id as transfer_id, unnest(items) as item, generate_subscripts(items, 1) as item_no from transfer_records
)
left join (select id as equipment_id, designation from equipment_records) on equipment_id = item.equipment
order by transfer_id, item_no;

create temp table transfers as
with numbered as (
  select
    *,
    list_transform(items, lambda i: {low: least(i.quantity), high: greatest_of(i.quantity)}) as ranges,
    case when total is not null then coalesce(least(total), 0) end as least_total,
    greatest_of(total) as greatest_total
  from transfer_records
),
summed as (
  select
    *,
    list_sum(list_transform(ranges, lambda r: coalesce(r.low, 0)))::bigint as itemised_low,
    case when list_count(list_transform(ranges, lambda r: r.high)) = len(ranges)
      then list_sum(list_transform(ranges, lambda r: r.high))::bigint
    end as itemised_high
  from numbered
),
left_over as (
  select
    *,
    total is not null and itemised_low is not null and coalesce(greatest_total >= itemised_low, true) as has_remainder,
    coalesce(itemisation = 'exhaustive', false) and itemised_low is not null as is_all,
    coalesce(least_total - itemised_high, 0) as least_left
  from summed
)
select
  transfer.id, transfer.kind, supplier as supplier_id, supplying.name as supplier_name, recipient as recipient_id,
  receiving.name as recipient_name, deal as deal_id, stage,
  ordered as ordered_edtf, first_day(ordered) as ordered_start, last_day_of(ordered) as ordered_end,
  written_precision(ordered) as ordered_precision, approximate(ordered) as ordered_approximate,
  uncertain(ordered) as ordered_uncertain,
  delivered as delivered_edtf, first_day(delivered) as delivered_start, last_day_of(delivered) as delivered_end,
  written_precision(delivered) as delivered_precision, approximate(delivered) as delivered_approximate,
  uncertain(delivered) as delivered_uncertain,
  place.name as place_name, place.country as place_country, coalesce(origin, []) as origin_ids, carrier as carrier_id,
  total as total_text, qualifier_of(total) as total_qualifier, least(total) as total_low, best_of(total) as total_best,
  greatest_of(total) as total_high, itemisation, itemised_low, itemised_high,
  case when has_remainder then greatest(least_left, 0) when is_all and total is null then 0 end as remainder_low,
  case
    when is_all and (total is null or has_remainder and least_left <= 0) then 0
    when has_remainder then greatest_total - itemised_low
  end as remainder_high,
  amount as amount_text, qualifier_of(amount) as amount_qualifier, currency_of(amount) as amount_currency,
  least_amount(figures_of(amount)) as amount_low, best_amount(figures_of(amount)) as amount_best,
  greatest_amount(figures_of(amount)) as amount_high,
  coalesce(len(evidence), 0)
    + coalesce(list_sum(list_transform(items, lambda i: coalesce(len(i.evidence), 0))), 0)::bigint as evidence_count,
  transfer.note
from left_over as transfer
left join actor_records as supplying on supplying.id = supplier
left join actor_records as receiving on receiving.id = recipient
order by transfer.id;

create temp table statements as
select
  statement.id, speaker as speaker_id, name as speaker_name, on_behalf_of as on_behalf_of_id, act,
  date as date_edtf, first_day(date) as date_start, last_day_of(date) as date_end,
  written_precision(date) as date_precision, approximate(date) as date_approximate, uncertain(date) as date_uncertain,
  medium as medium_id, coalesce(addressees, []) as addressee_ids, summary, coalesce(topics, []) as topics,
  coalesce(supersedes, []) as supersedes_ids, coalesce(retracts, []) as retracts_ids, statement.note
from statement_records as statement
left join actor_records on actor_records.id = speaker
order by statement.id;

create temp table statement_targets as
select
  'statement:' || statement_id || '#/about/' || (target_no - 1) as id, statement_id, target_no,
  split_part(about.target, ':', 1) as target_type, split_part(about.target, ':', 2) as target_id, about.stance as stance,
  coalesce(list_transform(map_entries(about.claims), lambda c: c.key || ': ' || c.value), []) as claims,
  about.note as note
from (select id as statement_id, unnest(about) as about, generate_subscripts(about, 1) as target_no from statement_records)
order by statement_id, target_no;

create temp table figures as
select
  'statement:' || statement_id || '#/figures/' || (figure_no - 1) as id, statement_id, figure_no,
  figure.measure as measure, figure.value as value_text, qualifier_of(figure.value) as value_qualifier,
  least(figure.value) as value_low, best_of(figure.value) as value_best, greatest_of(figure.value) as value_high,
  figure.unit as unit,
  figure.date as date_edtf, first_day(figure.date) as date_start, last_day_of(figure.date) as date_end,
  written_precision(figure.date) as date_precision, approximate(figure.date) as date_approximate,
  uncertain(figure.date) as date_uncertain
from (
  select id as statement_id, unnest(figures) as figure, generate_subscripts(figures, 1) as figure_no
  from statement_records
)
order by statement_id, figure_no;
