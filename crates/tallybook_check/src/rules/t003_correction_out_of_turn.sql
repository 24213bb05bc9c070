with recursive everybody as (
  select id from actors
  union
  select organization_id from actor_roles where organization_id is not null
  union
  select speaker_id from statements
  union
  select on_behalf_of_id from statements where on_behalf_of_id is not null
),
part_of(part_id, whole_id) as (
  select id as part_id, id as whole_id from everybody
  union
  select part_of.part_id, actors.part_of_id
  from part_of
  join actors on actors.id = part_of.whole_id
  where actors.part_of_id is not null
),
-- An actor belongs to what it is a part of, and to that in which it holds an office.
belongs_to as (
  select part_id as actor_id, whole_id from part_of
  union
  select actor_roles.actor_id, part_of.whole_id
  from actor_roles
  join part_of on part_of.part_id = actor_roles.organization_id
),
voices as (
  select id as statement_id, speaker_id as actor_id from statements
  union
  select id as statement_id, on_behalf_of_id as actor_id from statements where on_behalf_of_id is not null
),
corrections as (
  select later.id as later_id, earlier.id as earlier_id, links.field, links.path
  from links
  join statements as later on later.id = links.record_id
  join statements as earlier on earlier.id = links.target_id
  where links.record_type = 'statement'
    and links.kind = 'adopted'
    and (links.field = 'retracts' or (links.field = 'supersedes' and later.act = 'correct'))
),
in_turn as (
  select distinct corrections.later_id, corrections.earlier_id
  from corrections
  join voices as later on later.statement_id = corrections.later_id
  join voices as earlier on earlier.statement_id = corrections.earlier_id
  join belongs_to
    on (belongs_to.actor_id = later.actor_id and belongs_to.whole_id = earlier.actor_id)
    or (belongs_to.actor_id = earlier.actor_id and belongs_to.whole_id = later.actor_id)
)
select
  'statement' as record_type,
  corrections.later_id as record_id,
  corrections.path,
  'only a speaker of `' || corrections.earlier_id || '`, or who belongs to it, can take it back or correct it'
    as message
from corrections
left join in_turn on in_turn.later_id = corrections.later_id and in_turn.earlier_id = corrections.earlier_id
where in_turn.later_id is null
union all
select
  'statement' as record_type,
  later.id as record_id,
  '/date' as path,
  '`' || later.id || '` was made before `' || earlier.id || '`, which it ' || corrections.field as message
from corrections
join statements as later on later.id = corrections.later_id
join statements as earlier on earlier.id = corrections.earlier_id
where later.date_end < earlier.date_start
  and not later.date_approximate
  and not later.date_uncertain
  and not earlier.date_approximate
  and not earlier.date_uncertain
