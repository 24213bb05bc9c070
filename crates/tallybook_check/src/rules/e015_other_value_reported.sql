select
  record_type,
  record_id,
  path,
  '`' || min(source_id) || '` gives another value for `' || field || '`, the dataset has `' || value || '`' as message
from reported
where repeats = 0
group by fact_id, record_type, record_id, path, field, value
