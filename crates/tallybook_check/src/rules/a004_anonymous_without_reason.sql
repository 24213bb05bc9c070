select
  'actor' as record_type,
  id as record_id,
  case when anonymous_reason is null then '/anonymous' else '/anonymous/reason' end as path,
  'nothing says why `' || id || '` has no name' as message
from actors
where anonymous and (anonymous_reason is null or trim(anonymous_reason) = '')
