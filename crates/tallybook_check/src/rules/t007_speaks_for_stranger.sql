with recursive spoken as (
  select id, speaker_id, on_behalf_of_id
  from statements
  where exists (select 1 from actors where actors.id = statements.speaker_id)
    and exists (select 1 from actors where actors.id = statements.on_behalf_of_id)
),
-- An actor is a part of itself, and belongs to that in which it holds an office.
own as (
  select speaker_id as actor_id, speaker_id as whole_id from spoken
  union
  select spoken.speaker_id as actor_id, actor_roles.organization_id as whole_id
  from spoken
  join actor_roles on actor_roles.actor_id = spoken.speaker_id
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
)
select
  'statement' as record_type,
  spoken.id as record_id,
  '/on_behalf_of' as path,
  'nothing says that `' || spoken.speaker_id || '` speaks for `' || spoken.on_behalf_of_id || '`' as message
from spoken
where not exists (
  select 1
  from belongs_to
  where belongs_to.actor_id = spoken.speaker_id and belongs_to.whole_id = spoken.on_behalf_of_id
)
