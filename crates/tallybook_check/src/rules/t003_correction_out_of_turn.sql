with recursive voices as (
  select id as statement_id, speaker_id as actor_id from statements
  union
  select id as statement_id, on_behalf_of_id as actor_id from statements where on_behalf_of_id is not null
),
corrections as (
  select later.id as later_id, earlier.id as earlier_id, later.act, links.field, links.path
  from links
  join statements as later on later.id = links.record_id
  join statements as earlier on earlier.id = links.target_id
  where links.record_type = 'statement'
    and links.kind = 'adopted'
    and (links.field = 'retracts' or (links.field = 'supersedes' and later.act in ('correct', 'retract', 'deny')))
),
-- Of the two actors of a correction, one has to belong to the other.
pairs as (
  select corrections.later_id, corrections.earlier_id, later.actor_id, earlier.actor_id as other_id
  from corrections
  join voices as later on later.statement_id = corrections.later_id
  join voices as earlier on earlier.statement_id = corrections.earlier_id
  union
  select corrections.later_id, corrections.earlier_id, earlier.actor_id, later.actor_id as other_id
  from corrections
  join voices as later on later.statement_id = corrections.later_id
  join voices as earlier on earlier.statement_id = corrections.earlier_id
),
-- An actor is a part of itself, and belongs to that in which it holds an office.
own as (
  select actor_id, actor_id as whole_id from pairs
  union
  select pairs.actor_id, actor_roles.organization_id as whole_id
  from pairs
  join actor_roles on actor_roles.actor_id = pairs.actor_id
  where actor_roles.organization_id is not null
),
-- It belongs to what these are parts of too, as far as it does not come round to what was there.
belongs_to(actor_id, whole_id, trail) as (
  select actor_id, whole_id, '/' || whole_id || '/' as trail from own
  union all
  select belongs_to.actor_id, actors.part_of_id, belongs_to.trail || actors.part_of_id || '/'
  from belongs_to
  join actors on actors.id = belongs_to.whole_id
  where actors.part_of_id is not null and instr(belongs_to.trail, '/' || actors.part_of_id || '/') = 0
),
in_turn as (
  select distinct pairs.later_id, pairs.earlier_id
  from pairs
  join belongs_to on belongs_to.actor_id = pairs.actor_id and belongs_to.whole_id = pairs.other_id
)
select
  'statement' as record_type,
  corrections.later_id as record_id,
  corrections.path,
  'only a speaker of `' || corrections.earlier_id || '`, or who belongs to it, can take it back, correct or replace it'
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
where (corrections.field = 'retracts' or corrections.act <> 'deny')
  and later.date_end < earlier.date_start
  and not later.date_approximate
  and not later.date_uncertain
  and not earlier.date_approximate
  and not earlier.date_uncertain
