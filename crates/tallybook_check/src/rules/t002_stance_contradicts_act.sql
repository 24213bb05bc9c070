with stances as (
  select
    statements.id,
    statements.act,
    max(case when statement_targets.stance = 'affirms' then 1 else 0 end) as affirms,
    max(case when statement_targets.stance = 'denies' then 1 else 0 end) as denies
  from statements
  join statement_targets on statement_targets.statement_id = statements.id
  group by statements.id, statements.act
)
select
  'statement' as record_type,
  id as record_id,
  '/act' as path,
  'the act is `' || act || '`, yet the statement only ' || case when affirms = 1 then 'affirms' else 'denies' end
    as message
from stances
where (act = 'deny' and affirms = 1 and denies = 0) or (act = 'admit' and denies = 1 and affirms = 0)
