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
)
select
  record_type,
  id as record_id,
  '/id' as path,
  case
    when record_type = 'source' then 'no evidence cites the source `' || id || '`'
    else 'no other record refers to the ' || record_type || ' `' || id || '`'
  end as message
from records_of_every_type
where record_type in ('source', 'actor', 'equipment', 'deal')
  and not exists (
    select 1
    from links
    where links.target_type = records_of_every_type.record_type
      and links.target_id = records_of_every_type.id
      and not (links.record_type = records_of_every_type.record_type and links.record_id = records_of_every_type.id)
  )
