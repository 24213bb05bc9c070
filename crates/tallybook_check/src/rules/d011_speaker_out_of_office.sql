with offices as (
  select
    statements.id,
    statements.speaker_id,
    statements.date_edtf,
    case
      when statements.date_approximate or statements.date_uncertain then 0
      when statements.date_end < actor_roles.start_start
        and not actor_roles.start_approximate
        and not actor_roles.start_uncertain then 1
      when actor_roles.end_end < statements.date_start
        and not actor_roles.end_approximate
        and not actor_roles.end_uncertain then 1
      else 0
    end as missed
  from statements
  join actor_roles on actor_roles.actor_id = statements.speaker_id
  where statements.date_edtf is not null
)
select
  'statement' as record_type,
  id as record_id,
  '/date' as path,
  '`' || speaker_id || '` held no office at the time of the statement (`' || date_edtf || '`)' as message
from offices
group by id, speaker_id, date_edtf
having min(missed) = 1
