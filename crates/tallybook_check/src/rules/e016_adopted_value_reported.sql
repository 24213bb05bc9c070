select
  record_type,
  record_id,
  substr(id, instr(id, '#') + 1) as path,
  case
    when repeats = 1
      then '`' || reported_value || '` is the value that the dataset has as `' || field || '`, not another one'
    else 'the same evidence supports the adopted `' || field || '` and gives `' || reported_value || '` for it'
  end as message
from reported
where repeats = 1
  or exists (
    select 1
    from evidence as supporting
    where supporting.evidence_id = reported.evidence_id
      and supporting.fact_id = reported.fact_id
      and supporting.relation = 'supports'
  )
