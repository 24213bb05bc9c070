with records_of_every_type as (
  select 'source' as record_type, id from sources
  union all
  select 'actor' as record_type, id from actors
  union all
  select 'equipment' as record_type, id from equipment
  union all
  select 'deal' as record_type, id from deals
  union all
  select 'transfer' as record_type, id from transfers
  union all
  select 'statement' as record_type, id from statements
),
numbered as (
  select record_type, id, row_number() over (partition by record_type, id order by id) as number
  from records_of_every_type
)
select
  record_type,
  id as record_id,
  '/id' as path,
  'another ' || record_type || ' has the id `' || id || '` already' as message
from numbered
where number > 1
