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
  links.record_type,
  links.record_id,
  links.path,
  'there is no ' || links.target_type || ' `' || links.target_id || '`' as message
from links
-- An id that another type has is found by R003.
where not exists (select 1 from records_of_every_type where records_of_every_type.id = links.target_id)
