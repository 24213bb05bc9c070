with uncited as (
  select
    record_type,
    record_id,
    path,
    field,
    cast(fact_no as integer) as fact_no,
    -- The part of the record that holds the fact: '' for the record itself, '/items/0'.
    substr(path, 1, length(path) - length(field) - 1) as block
  from facts
  where must_cite
    and not exists (
      select 1 from evidence where evidence.fact_id = facts.id and evidence.relation = 'supports'
    )
),
numbered as (
  select
    uncited.record_type,
    uncited.record_id,
    uncited.path,
    uncited.field,
    row_number() over (
      partition by uncited.record_type, uncited.record_id, uncited.block order by uncited.fact_no
    ) as number,
    case
      when exists (
        select 1
        from evidence
        where evidence.record_type = uncited.record_type
          and evidence.record_id = uncited.record_id
          and evidence.evidence_id
            like uncited.record_type || ':' || uncited.record_id || '#' || uncited.block || '/evidence/%'
      ) then 1
      else 0
    end as has_evidence
  from uncited
)
select
  record_type,
  record_id,
  path,
  case
    when has_evidence = 1 then 'no evidence supports `' || field || '`'
    else 'there is no evidence at all, for `' || field || '` nor anything else there'
  end as message
from numbered
-- Without any evidence, all of a part is one omission.
where has_evidence = 1 or number = 1
