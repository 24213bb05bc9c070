select
  'actor' as record_type,
  id as record_id,
  '/kind' as path,
  'the state `' || id || '` has no `country`' as message
from actors
where kind = 'state' and country is null
