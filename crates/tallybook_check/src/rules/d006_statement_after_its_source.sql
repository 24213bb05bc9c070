select
  'statement' as record_type,
  statements.id as record_id,
  '/date' as path,
  'the statement (`' || statements.date_edtf || '`) comes after the publication of a source that reports it'
    as message
from statements
where not statements.date_approximate
  and not statements.date_uncertain
  and exists (
    select 1
    from evidence
    join sources on sources.id = evidence.source_id
    where evidence.record_type = 'statement'
      and evidence.record_id = statements.id
      -- An older source may well back for whom somebody speaks, or what a statement is about.
      and evidence.path in ('/speaker', '/act', '/date', '/medium', '/addressees')
      and evidence.relation = 'supports'
      and sources.published_end < statements.date_start
      and not sources.published_approximate
      and not sources.published_uncertain
  )
