with given as (
  select
    evidence.id,
    evidence.evidence_id,
    facts.id as fact_id,
    facts.record_type,
    facts.record_id,
    facts.path,
    facts.field,
    facts.value,
    evidence.source_id,
    evidence.reported_value,
    case
      when facts.value_currency is not null then 'money'
      when facts.value_start is not null or facts.value_end is not null then 'date'
      when facts.value_low is not null or facts.value_best is not null or facts.value_high is not null then 'quantity'
      else 'text'
    end as kind
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
written as (
  select id, 'adopted' as side, kind, value from given
  union all
  select id, 'reported' as side, kind, reported_value as value from given
),
qualified as (
  select
    id,
    side,
    case when value in ('few', 'unknown') then 'text' else kind end as kind,
    value,
    case
      when kind not in ('money', 'quantity') then ''
      when value like 'more than %' then 'more than '
      when value like 'at least %' then 'at least '
      when value like 'up to %' then 'up to '
      when value like 'about %' then 'about '
      else ''
    end as qualifier
  from written
),
numbered as (
  select
    id,
    side,
    kind,
    value,
    qualifier,
    case when kind = 'money' then substr(value, length(qualifier) + 1, 4) else '' end as currency,
    case
      when kind = 'money' then substr(value, length(qualifier) + 5)
      when kind = 'quantity' then substr(value, length(qualifier) + 1)
    end as numbers
  from qualified
),
ends as (
  select
    id,
    side,
    kind,
    value,
    qualifier,
    currency,
    case when instr(numbers, ' to ') > 0 then substr(numbers, 1, instr(numbers, ' to ') - 1) else numbers end as low,
    case when instr(numbers, ' to ') > 0 then substr(numbers, instr(numbers, ' to ') + 4) else numbers end as high
  from numbered
),
meanings as (
  select
    id,
    side,
    case
      when kind = 'date' then replace(value, '-XX', '')
      when kind = 'quantity' and qualifier = 'at least ' then 'more than '
      when kind in ('money', 'quantity') then qualifier || currency
      else value
    end as words,
    -- In ten-thousandths. At least 161 is more than 160.
    case
      when kind in ('money', 'quantity') then round(cast(low as double) * 10000)
      else 0
    end - case when kind = 'quantity' and qualifier = 'at least ' then 10000 else 0 end as low,
    case
      when kind in ('money', 'quantity') then round(cast(high as double) * 10000)
      else 0
    end - case when kind = 'quantity' and qualifier = 'at least ' then 10000 else 0 end as high
  from ends
),
same_values as (
  select adopted.id
  from meanings as adopted
  join meanings as others
    on others.id = adopted.id and others.words = adopted.words and others.low = adopted.low and others.high = adopted.high
  where adopted.side = 'adopted' and others.side = 'reported'
),
reported as (
  select
    given.id,
    given.evidence_id,
    given.fact_id,
    given.record_type,
    given.record_id,
    given.path,
    given.field,
    given.value,
    given.source_id,
    given.reported_value,
    case
      when same_values.id is not null then 1
      -- The order of ids in a list does not matter.
      when given.field in ('parties', 'origin', 'addressees', 'supersedes', 'retracts')
        and length(given.reported_value) = length(given.value)
        and lacking.id is null then 1
      else 0
    end as repeats
  from given
  left join lacking on lacking.id = given.id
  left join same_values on same_values.id = given.id
)
