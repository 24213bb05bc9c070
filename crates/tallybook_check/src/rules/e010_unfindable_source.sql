select
  'source' as record_type,
  id as record_id,
  '/title' as path,
  'nobody could find the source `' || id || '` again: it has no address and no archived text' as message
from sources
where url is null and archive_url is null and text_file is null
