with taken_back as (
  select links.record_id as statement_id, links.target_id as answered_id
  from links
  join statements on statements.id = links.record_id
  where links.record_type = 'statement'
    and links.kind = 'adopted'
    and (links.field = 'retracts' or links.field = 'supersedes' and statements.act in ('correct', 'retract'))
),
answers as (
  select record_id as statement_id, target_id as answered_id
  from links
  where record_type = 'statement' and kind = 'adopted' and field = 'supersedes'
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
left join taken_back
  on taken_back.statement_id = answers.statement_id and taken_back.answered_id = answers.answered_id
where taken_back.answered_id is null
  and replies.date_end < answered.date_start
  and not replies.date_approximate
  and not replies.date_uncertain
  and not answered.date_approximate
  and not answered.date_uncertain
