with answers as (
  select record_id as statement_id, target_id as answered_id
  from links
  where record_type = 'statement' and kind = 'adopted' and field in ('supersedes', 'retracts')
  union
  select statements.id as statement_id, statement_targets.target_id as answered_id
  from statements
  join statement_targets on statement_targets.statement_id = statements.id
  where statement_targets.target_type = 'statement' and statements.act in ('deny', 'admit', 'retract', 'correct')
)
select
  'statement' as record_type,
  replies.id as record_id,
  '/date' as path,
  '`' || replies.date_edtf || '` is before `' || answered.date_edtf || '`, the date of `' || answered.id
    || '`, which it answers' as message
from answers
join statements as replies on replies.id = answers.statement_id
join statements as answered on answered.id = answers.answered_id
where replies.date_end < answered.date_start
  and not replies.date_approximate
  and not replies.date_uncertain
  and not answered.date_approximate
  and not answered.date_uncertain
