with singles as (
  select
    record_type,
    record_id,
    path,
    row_number() over (partition by record_type, record_id order by cast(fact_no as integer)) as number
  from facts
  where must_cite and status = 'single-source'
)
select
  record_type,
  record_id,
  path,
  'all evidence reaches one primary source, for this and perhaps other facts of the record' as message
from singles
where number = 1 and (select count(*) from sources) > 1
union all
-- With a single source it holds of nearly every fact, and is said once.
select
  'source' as record_type,
  id as record_id,
  '/id' as path,
  'the only source of the dataset; facts rest on one primary source each' as message
from sources
where (select count(*) from sources) = 1 and exists (select 1 from singles)
