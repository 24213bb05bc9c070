with reported as (
  select
    evidence.id,
    facts.id as fact_id,
    facts.record_type,
    facts.record_id,
    facts.path,
    facts.field,
    facts.value,
    evidence.source_id,
    evidence.reported_value,
    case
      when evidence.reported_value = facts.value then 1
      -- The order of ids in a list does not matter.
      when facts.field in ('parties', 'origin', 'addressees', 'supersedes', 'retracts')
        and length(evidence.reported_value) = length(facts.value)
        and not exists (
          select 1
          from links
          where links.record_type = facts.record_type
            and links.record_id = facts.record_id
            and links.kind = 'adopted'
            and links.field = facts.field
            and instr('; ' || evidence.reported_value || '; ', '; ' || links.target_id || '; ') = 0
        ) then 1
      else 0
    end as repeats
  from evidence
  join facts on facts.id = evidence.fact_id
  where evidence.relation = 'reports'
)
select
  record_type,
  record_id,
  path,
  '`' || min(source_id) || '` gives another value for `' || field || '`, the dataset has `' || value || '`' as message
from reported
where repeats = 0
group by fact_id, record_type, record_id, path, field, value
