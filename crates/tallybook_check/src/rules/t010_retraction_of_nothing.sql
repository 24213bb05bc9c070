select
  'statement' as record_type,
  statements.id as record_id,
  '/act' as path,
  '`' || statements.id || '` replaces nothing' as message
from statements
left join links on links.record_type = 'statement'
  and links.record_id = statements.id
  and links.kind = 'adopted'
  and links.field in ('retracts', 'supersedes')
where statements.act in ('retract', 'correct') and links.record_id is null
