with recursive numbers as (
  select 'actor' as record_type, id, cast(record_no as integer) as record_no from actors
  union all
  select 'statement' as record_type, id, cast(record_no as integer) as record_no from statements
),
edges as (
  select
    links.record_type,
    links.record_id as from_id,
    links.target_id as to_id,
    links.path,
    case when links.field = 'retracts' then 1 else 0 end as list_no,
    coalesce(cast(links.entry_no as integer), 0) as entry_no
  from links
  join numbers on numbers.record_type = links.record_type and numbers.id = links.target_id
  where links.kind = 'adopted'
    and (
      (links.record_type = 'actor' and links.field = 'part_of')
      or (links.record_type = 'statement' and links.field in ('supersedes', 'retracts'))
    )
),
reach(record_type, from_id, to_id) as (
  select record_type, from_id, to_id from edges
  union
  select reach.record_type, reach.from_id, edges.to_id
  from reach
  join edges on edges.record_type = reach.record_type and edges.from_id = reach.to_id
),
-- Records that lead to each other, named by the one of them that the dataset has first.
knots as (
  select there.record_type, there.from_id as id, min(numbers.record_no) as first_no, count(*) as size
  from reach as there
  join reach as back
    on back.record_type = there.record_type and back.from_id = there.to_id and back.to_id = there.from_id
  join numbers on numbers.record_type = there.record_type and numbers.id = there.to_id
  group by there.record_type, there.from_id
),
starts as (
  select knots.record_type, knots.id, knots.first_no, knots.size
  from knots
  join numbers on numbers.record_type = knots.record_type and numbers.id = knots.id
  where numbers.record_no = knots.first_no
),
-- The ways from each first record through its knot, with the value that each begins with.
ways(record_type, start_id, path, list_no, entry_no, to_id, length, size, first_no) as (
  select
    starts.record_type, starts.id, edges.path, edges.list_no, edges.entry_no, edges.to_id, 1, starts.size, starts.first_no
  from starts
  join edges on edges.record_type = starts.record_type and edges.from_id = starts.id
  join knots
    on knots.record_type = starts.record_type and knots.id = edges.to_id and knots.first_no = starts.first_no
  union
  select
    ways.record_type, ways.start_id, ways.path, ways.list_no, ways.entry_no, edges.to_id, ways.length + 1, ways.size, ways.first_no
  from ways
  join edges on edges.record_type = ways.record_type and edges.from_id = ways.to_id
  join knots
    on knots.record_type = ways.record_type and knots.id = edges.to_id and knots.first_no = ways.first_no
  where ways.to_id <> ways.start_id and ways.length < ways.size
),
circles as (
  select
    record_type,
    start_id,
    path,
    row_number() over (partition by record_type, start_id order by length, list_no, entry_no) as number
  from ways
  where to_id = start_id
)
select
  record_type,
  start_id as record_id,
  path,
  'this comes round in a circle to `' || start_id || '`' as message
from circles
where number = 1
