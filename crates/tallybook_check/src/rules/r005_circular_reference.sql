with recursive numbers as (
  select 'actor' as record_type, id, min(cast(record_no as integer)) as record_no from actors group by id
  union all
  select 'statement' as record_type, id, min(cast(record_no as integer)) as record_no from statements group by id
),
edges as (
  select
    links.record_type,
    links.record_id as from_id,
    starts.record_no as from_no,
    links.target_id as to_id,
    ends.record_no as to_no,
    links.path,
    case when links.field = 'retracts' then 1 else 0 end as list_no,
    coalesce(cast(links.entry_no as integer), 0) as entry_no
  from links
  join numbers as starts on starts.record_type = links.record_type and starts.id = links.record_id
  join numbers as ends on ends.record_type = links.record_type and ends.id = links.target_id
  where links.kind = 'adopted'
    and (
      (links.record_type = 'actor' and links.field = 'part_of')
      or (links.record_type = 'statement' and links.field in ('supersedes', 'retracts'))
    )
),
steps as (
  select distinct record_type, from_id, to_id from edges
),
-- The first record of a circle leads to one that the dataset has later, or to itself. Few do, as what is
-- the larger whole or the earlier statement mostly stands before.
forward as (
  select distinct record_type, from_id, from_no from edges where from_no <= to_no
),
-- The ways from these, each until it is where it began or comes round to what was there.
ways(record_type, start_id, start_no, first_id, to_id, length, trail) as (
  select
    steps.record_type,
    forward.from_id as start_id,
    forward.from_no as start_no,
    steps.to_id as first_id,
    steps.to_id as to_id,
    1 as length,
    '/' || steps.to_id || '/' as trail
  from forward
  join steps on steps.record_type = forward.record_type and steps.from_id = forward.from_id
  union all
  select
    ways.record_type,
    ways.start_id,
    ways.start_no,
    ways.first_id,
    steps.to_id,
    ways.length + 1,
    ways.trail || steps.to_id || '/'
  from ways
  join steps on steps.record_type = ways.record_type and steps.from_id = ways.to_id
  where ways.to_id <> ways.start_id and instr(ways.trail, '/' || steps.to_id || '/') = 0
),
-- Records that lead to an earlier one and back: the circle is found at that one.
preceded as (
  select distinct there.record_type, there.start_id
  from ways as there
  join ways as back
    on back.record_type = there.record_type and back.start_id = there.to_id and back.to_id = there.start_id
  where back.start_no < there.start_no
),
circles as (
  select
    ways.record_type,
    ways.start_id,
    edges.path,
    row_number() over (
      partition by ways.record_type, ways.start_id order by ways.length, edges.list_no, edges.entry_no
    ) as number
  from ways
  join edges
    on edges.record_type = ways.record_type and edges.from_id = ways.start_id and edges.to_id = ways.first_id
  left join preceded on preceded.record_type = ways.record_type and preceded.start_id = ways.start_id
  where ways.to_id = ways.start_id and preceded.start_id is null
)
select
  record_type,
  start_id as record_id,
  path,
  'this comes round in a circle to `' || start_id || '`' as message
from circles
where number = 1
