with uncited as (
  select
    record_type,
    record_id,
    path,
    field,
    -- The part of the record that holds the fact: the record itself, or an item as 'transfer:batch#/items/0'.
    substr(id, 1, length(id) - length(field) - 1) as part_id,
    cast(fact_no as integer) as fact_no
  from facts
  where must_cite
    and not exists (
      select 1 from evidence where evidence.fact_id = facts.id and evidence.relation = 'supports'
    )
),
citing as (
  select distinct substr(evidence_id, 1, instr(evidence_id, '/evidence/') - 1) as part_id from evidence
),
numbered as (
  select
    uncited.record_type,
    uncited.record_id,
    uncited.path,
    uncited.field,
    citing.part_id as citing_id,
    row_number() over (partition by uncited.part_id order by uncited.fact_no) as number
  from uncited
  left join citing on citing.part_id = uncited.part_id
)
select
  record_type,
  record_id,
  path,
  case
    when citing_id is null then 'there is no evidence at all, for `' || field || '` nor anything else there'
    else 'no evidence supports `' || field || '`'
  end as message
from numbered
-- Without any evidence, all of a part is one omission.
where citing_id is not null or number = 1
