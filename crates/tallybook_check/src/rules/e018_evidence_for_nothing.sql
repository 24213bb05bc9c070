select
  record_type,
  record_id,
  substr(evidence_id, instr(evidence_id, '#') + 1) || '/source' as path,
  'this evidence names no field that it is for' as message
from evidence
where relation is null
