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
)
select
  'statement' as record_type,
  statements.id as record_id,
  '/on_behalf_of' as path,
  'nothing says that `' || statements.speaker_id || '` speaks for `' || statements.on_behalf_of_id || '`' as message
from statements
where exists (select 1 from actors where actors.id = statements.speaker_id)
  and exists (select 1 from actors where actors.id = statements.on_behalf_of_id)
  and not exists (
    select 1
    from belongs_to
    where belongs_to.actor_id = statements.speaker_id and belongs_to.whole_id = statements.on_behalf_of_id
  )
