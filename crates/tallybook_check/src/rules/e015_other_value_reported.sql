with given as (
  select
    evidence.id,
    facts.id as fact_id,
    facts.record_type,
    facts.record_id,
    facts.path,
    facts.field,
    facts.value,
    evidence.source_id,
    evidence.reported_value
  from evidence
  join facts on facts.id = evidence.fact_id
  where evidence.relation = 'reports'
),
-- Lists of ids in which an adopted one is missing.
lacking as (
  select distinct given.id
  from given
  join links
    on links.record_type = given.record_type and links.record_id = given.record_id and links.field = given.field
  where links.kind = 'adopted'
    and instr('; ' || given.reported_value || '; ', '; ' || links.target_id || '; ') = 0
),
reported as (
  select
    given.id,
    given.fact_id,
    given.record_type,
    given.record_id,
    given.path,
    given.field,
    given.value,
    given.source_id,
    given.reported_value,
    case
      when given.reported_value = given.value then 1
      -- The order of ids in a list does not matter.
      when given.field in ('parties', 'origin', 'addressees', 'supersedes', 'retracts')
        and length(given.reported_value) = length(given.value)
        and lacking.id is null then 1
      else 0
    end as repeats
  from given
  left join lacking on lacking.id = given.id
)
select
  record_type,
  record_id,
  path,
  '`' || min(source_id) || '` gives another value for `' || field || '`, the dataset has `' || value || '`' as message
from reported
where repeats = 0
group by fact_id, record_type, record_id, path, field, value
