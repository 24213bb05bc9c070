select
  record_type,
  record_id,
  substr(id, instr(id, '#') + 1) as path,
  'evidence names `' || field || '`, which is no fact there, or gives what is no value of it' as message
from evidence
where relation is not null and fact_id is null
