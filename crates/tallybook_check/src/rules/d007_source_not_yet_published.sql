select
  'source' as record_type,
  id as record_id,
  '/retrieved' as path,
  'retrieved before it was published (`' || published_edtf || '`)' as message
from sources
where retrieved < published_start and not published_approximate and not published_uncertain
union all
select
  'source' as record_type,
  id as record_id,
  '/published' as path,
  'published (`' || published_edtf || '`) after today' as message
from sources
where cast(published_start as varchar(10)) > cast(current_date as varchar(10))
  and not published_approximate
  and not published_uncertain
