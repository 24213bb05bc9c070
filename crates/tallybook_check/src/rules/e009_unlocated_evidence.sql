select distinct
  record_type,
  record_id,
  substr(evidence_id, instr(evidence_id, '#') + 1) || '/source' as path,
  'nobody can find the place in `' || source_id || '`: there is no quote and no paragraph, page, line or clip'
    as message
from evidence
where locator is null and (quote is null or trim(quote) = '')
