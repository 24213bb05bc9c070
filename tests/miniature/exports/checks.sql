-- Checks of the tables in this folder, one query a rule. Written by `tallybook`; do not edit.
--
-- Each query gives the rows that its rule finds at fault: code, severity, record_type, record_id, path (a JSON
-- Pointer within the record), message. What the dataset waives is left out. They run as they are in SQLite, DuckDB,
-- DataFusion and Spark SQL (4.1 or newer).
--
-- Records are looked up by id: where R001 gives rows, mend these first.
-- `current_date` is the day that counts as today; put another one in its place, as '2022-11-08', to ask as of it.
--
-- SQLite, in this folder:
--
--   sqlite3 -header -box tallybook.sqlite < checks.sql
--
-- Spark SQL, on the Parquet files: before them, so that long chains are followed to their ends,
--
--   set spark.sql.cteRecursionLevelLimit = -1;
--   set spark.sql.cteRecursionRowLimit = -1;
--
-- DuckDB, on the Parquet files or on the CSV files: begin with these views, then `.read checks.sql`.
--
--   create view sources as from 'parquet/sources.parquet';
--   create view actors as from 'parquet/actors.parquet';
--   create view actor_roles as from 'parquet/actor_roles.parquet';
--   create view equipment as from 'parquet/equipment.parquet';
--   create view deals as from 'parquet/deals.parquet';
--   create view transfers as from 'parquet/transfers.parquet';
--   create view items as from 'parquet/items.parquet';
--   create view statements as from 'parquet/statements.parquet';
--   create view statement_targets as from 'parquet/statement_targets.parquet';
--   create view figures as from 'parquet/figures.parquet';
--   create view evidence as from 'parquet/evidence.parquet';
--   create view facts as from 'parquet/facts.parquet';
--   create view links as from 'parquet/links.parquet';
--
--   create view sources as from read_csv('csv/sources.csv', all_varchar = true, allow_quoted_nulls = false);
--   create view actors as from read_csv('csv/actors.csv', all_varchar = true, allow_quoted_nulls = false);
--   create view actor_roles as from read_csv('csv/actor_roles.csv', all_varchar = true, allow_quoted_nulls = false);
--   create view equipment as from read_csv('csv/equipment.csv', all_varchar = true, allow_quoted_nulls = false);
--   create view deals as from read_csv('csv/deals.csv', all_varchar = true, allow_quoted_nulls = false);
--   create view transfers as from read_csv('csv/transfers.csv', all_varchar = true, allow_quoted_nulls = false);
--   create view items as from read_csv('csv/items.csv', all_varchar = true, allow_quoted_nulls = false);
--   create view statements as from read_csv('csv/statements.csv', all_varchar = true, allow_quoted_nulls = false);
--   create view statement_targets as from read_csv('csv/statement_targets.csv', all_varchar = true, allow_quoted_nulls = false);
--   create view figures as from read_csv('csv/figures.csv', all_varchar = true, allow_quoted_nulls = false);
--   create view evidence as from read_csv('csv/evidence.csv', all_varchar = true, allow_quoted_nulls = false);
--   create view facts as from read_csv('csv/facts.csv', all_varchar = true, allow_quoted_nulls = false);
--   create view links as from read_csv('csv/links.csv', all_varchar = true, allow_quoted_nulls = false);
--
-- Not in this file, as tables alone do not answer them:
--
--   A002 unknown-country: needs the list of countries, also for reported and claimed values
--   A006 nearly-same-name: folds case and accents, which no two databases do alike
--   D001 malformed-date: looks at what could not be read, which is in no table
--   D002 reversed-interval: looks at what could not be read, which is in no table
--   E003 quote-not-in-text: looks into the archived texts, which are not exported
--   E004 ambiguous-quote: looks into the archived texts, which are not exported
--   E005 wrong-archived-text: looks into the archived texts, which are not exported
--   E006 number-not-in-quote: reads the numbers in quotes
--   E007 name-not-in-quote: looks for names in quotes
--   E008 date-not-in-quote: reads the dates in quotes
--   E011 single-source: is switched off in `dataset.yaml`
--   E012 place-outside-source: looks into the archived texts, which are not exported
--   E013 uncovered-paragraph: looks into the archived texts, which are not exported
--   E014 placeholder-evidence: looks at every letter of quotes and notes
--   E017 long-quote: counts the words of quotes
--   M001 unknown-currency: needs the list of currencies, also for reported and claimed values
--   M002 too-many-decimals: needs the decimals of every currency
--   M003 currency-out-of-use: needs the periods in which currencies were in use
--   Q005 reversed-range: reads numbers in reported and claimed values, which are text in the tables
--   Q010 spreadsheet-damage: looks at every letter of every text, `dataset.yaml` included
--   R006 published-id-gone: compares with the exports of an earlier release
--   R007 likely-duplicate: compares aliases, which are lists of texts
--   R008 published-column-changed: compares with the exports of an earlier release
--   S001 malformed-file: looks at what could not be read, which is in no table
--   S002 unknown-field: looks at what could not be read, which is in no table
--   S003 missing-field: looks at what could not be read, which is in no table
--   S004 malformed-value: looks at what could not be read, which is in no table
--   S005 duplicate-key: looks at what could not be read, which is in no table
--   S006 misplaced-file: looks at what could not be read, which is in no table
--   S007 unknown-term: looks at what could not be read, which is in no table
--   S008 deprecated-term: needs the terms that are deprecated
--   S009 hostile-input: looks at what could not be read, which is in no table
--   S010 empty-file: looks at what could not be read, which is in no table
--   S011 cut-value: looks at what could not be read, which is in no table
--   S012 listed-twice: looks into lists
--   S013 unknown-licence: looks at the description in `dataset.yaml`
--   S014 unordered-version: looks at the description in `dataset.yaml`
--   T001 statement-about-nothing: looks into the topics, which are lists of texts
--   T008 claim-of-unknown-field: reads claims, which are one text in the tables
--   T009 adopted-value-claimed: reads claims, which are one text in the tables
--   W001 useless-waiver: looks at the waivers of `dataset.yaml`
--   W002 expired-waiver: looks at the waivers of `dataset.yaml`
--   W003 unfounded-waiver: looks at the waivers of `dataset.yaml`
--   W004 setting-of-unknown-rule: looks at the settings of `dataset.yaml`
--   X001 invisible-character: looks at every letter of every text, `dataset.yaml` included
--   X002 not-normalised: looks at every letter of every text, `dataset.yaml` included
--   X003 stray-space: looks at every letter of every text, `dataset.yaml` included
--   X004 sentinel-value: looks at what could not be read, which is in no table
--   X005 mixed-scripts: looks at every letter of every text, `dataset.yaml` included
--   X006 formula-in-cell: looks at every letter of every text, `dataset.yaml` included
--   X007 empty-text: looks at every letter of every text, `dataset.yaml` included


-- Errors: a dataset without faults gives no rows

-- A001 supplier-is-recipient: the supplier of a transfer is its recipient
select 'A001' as code, 'error' as severity, record_type, record_id, path, message
from (
  select
    'transfer' as record_type,
    id as record_id,
    '/recipient' as path,
    '`' || recipient_id || '` cannot hand something over to itself' as message
  from transfers
  where supplier_id = recipient_id
) as found
order by record_type, record_id, path;

-- A003 state-without-country: a state without its country code
select 'A003' as code, 'error' as severity, record_type, record_id, path, message
from (
  select
    'actor' as record_type,
    id as record_id,
    '/kind' as path,
    'the state `' || id || '` has no `country`' as message
  from actors
  where kind = 'state' and country is null
) as found
order by record_type, record_id, path;

-- A004 anonymous-without-reason: an anonymous actor without a reason
select 'A004' as code, 'error' as severity, record_type, record_id, path, message
from (
  select
    'actor' as record_type,
    id as record_id,
    case when anonymous_reason is null then '/anonymous' else '/anonymous/reason' end as path,
    'nothing says why `' || id || '` has no name' as message
  from actors
  where anonymous and (anonymous_reason is null or trim(anonymous_reason) = '')
) as found
order by record_type, record_id, path;

-- A005 party-of-wrong-kind: a supplier or recipient that can neither supply nor receive
select 'A005' as code, 'error' as severity, record_type, record_id, path, message
from (
  with parties as (
    select id, 'supplier' as field, supplier_id as actor_id from transfers
    union all
    select id, 'recipient' as field, recipient_id as actor_id from transfers
  )
  select
    'transfer' as record_type,
    parties.id as record_id,
    '/' || parties.field as path,
    '`' || actors.id || '` is of kind `' || actors.kind || '`, which cannot be a ' || parties.field as message
  from parties
  join actors on actors.id = parties.actor_id
  where actors.kind not in ('state', 'public-body', 'armed-group', 'organization')
) as found
order by record_type, record_id, path;

-- A007 party-outside-deal: a transfer has a party that its deal lacks
select 'A007' as code, 'error' as severity, record_type, record_id, path, message
from (
  with recursive parties as (
    select id, deal_id, 'supplier' as field, supplier_id as actor_id
    from transfers
    where exists (select 1 from deals where deals.id = transfers.deal_id)
    union all
    select id, deal_id, 'recipient' as field, recipient_id as actor_id
    from transfers
    where exists (select 1 from deals where deals.id = transfers.deal_id)
  ),
  agreed as (
    select record_id as deal_id, target_id as actor_id
    from links
    where record_type = 'deal' and kind = 'adopted' and field = 'parties'
  ),
  -- What the parties are parts of, as far as it does not come round to what was there.
  part_of(part_id, whole_id, trail) as (
    select id as part_id, id as whole_id, '/' || id || '/' as trail
    from actors
    where exists (select 1 from parties where parties.actor_id = actors.id)
      or exists (select 1 from agreed where agreed.actor_id = actors.id)
    union all
    select part_of.part_id, actors.part_of_id, part_of.trail || actors.part_of_id || '/'
    from part_of
    join actors on actors.id = part_of.whole_id
    where actors.part_of_id is not null and instr(part_of.trail, '/' || actors.part_of_id || '/') = 0
  )
  select
    'transfer' as record_type,
    parties.id as record_id,
    '/' || parties.field as path,
    'the ' || parties.field || ' `' || parties.actor_id || '` is no party of the deal `' || parties.deal_id || '`'
      as message
  from parties
  where exists (select 1 from actors where actors.id = parties.actor_id)
    -- A party that is missing is found by R002, and may be meant for the one sought here.
    and not exists (
      select 1
      from agreed
      left join actors on actors.id = agreed.actor_id
      where agreed.deal_id = parties.deal_id and actors.id is null
    )
    and not exists (
      select 1
      from agreed
      join part_of on part_of.whole_id = agreed.actor_id
      where agreed.deal_id = parties.deal_id and part_of.part_id = parties.actor_id
    )
    and not exists (
      select 1
      from agreed
      join part_of on part_of.part_id = agreed.actor_id
      where agreed.deal_id = parties.deal_id and part_of.whole_id = parties.actor_id
    )
) as found
order by record_type, record_id, path;

-- A008 deal-without-parties: a deal with fewer than two parties
select 'A008' as code, 'error' as severity, record_type, record_id, path, message
from (
  select
    'deal' as record_type,
    deals.id as record_id,
    '/parties' as path,
    'the deal `' || deals.id || '` has fewer than two parties' as message
  from deals
  left join links on links.record_type = 'deal'
    and links.record_id = deals.id
    and links.kind = 'adopted'
    and links.field = 'parties'
  group by deals.id
  having count(distinct links.target_id) < 2
) as found
order by record_type, record_id, path;

-- D003 delivery-before-order: delivered certainly before it was ordered or its deal was agreed
select 'D003' as code, 'error' as severity, record_type, record_id, path, message
from (
  with earlier as (
    select
      id,
      'it was ordered' as words,
      ordered_edtf as edtf,
      ordered_start as first_day,
      ordered_approximate as approximate,
      ordered_uncertain as uncertain
    from transfers
    where ordered_edtf is not null
    union all
    select
      transfers.id,
      'the deal was agreed' as words,
      deals.agreed_edtf as edtf,
      deals.agreed_start as first_day,
      deals.agreed_approximate as approximate,
      deals.agreed_uncertain as uncertain
    from transfers
    join deals on deals.id = transfers.deal_id
    where deals.agreed_edtf is not null
  )
  select
    'transfer' as record_type,
    transfers.id as record_id,
    '/delivered' as path,
    'delivered (`' || transfers.delivered_edtf || '`) before ' || earlier.words || ' (`' || earlier.edtf || '`)'
      as message
  from transfers
  join earlier on earlier.id = transfers.id
  where transfers.delivered_end < earlier.first_day
    and not transfers.delivered_approximate
    and not transfers.delivered_uncertain
    and not earlier.approximate
    and not earlier.uncertain
) as found
order by record_type, record_id, path;

-- D005 event-after-its-source: a completed event starts after the source that reports it was published
select 'D005' as code, 'error' as severity, record_type, record_id, path, message
from (
  with events as (
    select
      'transfer' as record_type,
      id as record_id,
      '/delivered' as path,
      'delivery' as noun,
      delivered_edtf as edtf,
      delivered_start as first_day,
      delivered_approximate as approximate,
      delivered_uncertain as uncertain
    from transfers
    where stage = 'delivered'
    union all
    select
      'transfer' as record_type,
      id as record_id,
      '/ordered' as path,
      'order' as noun,
      ordered_edtf as edtf,
      ordered_start as first_day,
      ordered_approximate as approximate,
      ordered_uncertain as uncertain
    from transfers
    where stage in ('ordered', 'in-transit', 'delivered')
    union all
    select
      'deal' as record_type,
      id as record_id,
      '/agreed' as path,
      'agreement' as noun,
      agreed_edtf as edtf,
      agreed_start as first_day,
      agreed_approximate as approximate,
      agreed_uncertain as uncertain
    from deals
    where stage in ('agreed', 'ordered', 'in-transit', 'delivered')
  )
  select
    events.record_type,
    events.record_id,
    events.path,
    'the ' || events.noun || ' (`' || events.edtf || '`) comes after the publication of a source that reports it'
      as message
  from events
  where not events.approximate
    and not events.uncertain
    and exists (
      select 1
      from evidence
      join sources on sources.id = evidence.source_id
      where evidence.record_type = events.record_type
        and evidence.record_id = events.record_id
        and evidence.path = events.path
        and evidence.relation = 'supports'
        and sources.published_end < events.first_day
        and not sources.published_approximate
        and not sources.published_uncertain
    )
) as found
order by record_type, record_id, path;

-- D006 statement-after-its-source: a statement is dated after the publication of a source that reports it
select 'D006' as code, 'error' as severity, record_type, record_id, path, message
from (
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
) as found
order by record_type, record_id, path;

-- D007 source-not-yet-published: a source was retrieved before it was published, or is published after today
select 'D007' as code, 'error' as severity, record_type, record_id, path, message
from (
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
) as found
order by record_type, record_id, path;

-- D008 completed-event-in-future: a completed event lies after today
select 'D008' as code, 'error' as severity, record_type, record_id, path, message
from (
  with events as (
    select
      'transfer' as record_type,
      id as record_id,
      '/delivered' as path,
      'delivery' as noun,
      delivered_edtf as edtf,
      delivered_start as first_day,
      delivered_approximate as approximate,
      delivered_uncertain as uncertain
    from transfers
    where stage = 'delivered'
    union all
    select
      'transfer' as record_type,
      id as record_id,
      '/ordered' as path,
      'order' as noun,
      ordered_edtf as edtf,
      ordered_start as first_day,
      ordered_approximate as approximate,
      ordered_uncertain as uncertain
    from transfers
    where stage in ('ordered', 'in-transit', 'delivered')
    union all
    select
      'deal' as record_type,
      id as record_id,
      '/agreed' as path,
      'agreement' as noun,
      agreed_edtf as edtf,
      agreed_start as first_day,
      agreed_approximate as approximate,
      agreed_uncertain as uncertain
    from deals
    where stage in ('agreed', 'ordered', 'in-transit', 'delivered')
    union all
    select
      'statement' as record_type,
      id as record_id,
      '/date' as path,
      'statement' as noun,
      date_edtf as edtf,
      date_start as first_day,
      date_approximate as approximate,
      date_uncertain as uncertain
    from statements
  )
  select
    record_type,
    record_id,
    path,
    'the ' || noun || ' (`' || edtf || '`) comes after today' as message
  from events
  where cast(first_day as varchar(10)) > cast(current_date as varchar(10)) and not approximate and not uncertain
  union all
  select
    'source' as record_type,
    id as record_id,
    '/retrieved' as path,
    'the retrieval comes after today' as message
  from sources
  where cast(retrieved as varchar(10)) > cast(current_date as varchar(10))
) as found
order by record_type, record_id, path;

-- E001 unsourced-fact: a fact that no evidence supports
select 'E001' as code, 'error' as severity, record_type, record_id, path, message
from (
  with uncited as (
    select
      record_type,
      record_id,
      path,
      field,
      -- The part of the record that holds the fact: the record itself, or an item as 'transfer:batch#/items/0'.
      substr(id, 1, length(id) - length(field) - 1) as part_id,
      cast(fact_no as integer) as fact_no
    from facts
    where must_cite
      and not exists (
        select 1 from evidence where evidence.fact_id = facts.id and evidence.relation = 'supports'
      )
  ),
  citing as (
    select distinct substr(evidence_id, 1, instr(evidence_id, '/evidence/') - 1) as part_id from evidence
  ),
  numbered as (
    select
      uncited.record_type,
      uncited.record_id,
      uncited.path,
      uncited.field,
      citing.part_id as citing_id,
      row_number() over (partition by uncited.part_id order by uncited.fact_no) as number
    from uncited
    left join citing on citing.part_id = uncited.part_id
  )
  select
    record_type,
    record_id,
    path,
    case
      when citing_id is null then 'there is no evidence at all, for `' || field || '` nor anything else there'
      else 'no evidence supports `' || field || '`'
    end as message
  from numbered
  -- Without any evidence, all of a part is one omission.
  where citing_id is not null or number = 1
) as found
order by record_type, record_id, path;

-- E002 evidence-for-no-fact: evidence supports or reports something that is no fact of its block
select 'E002' as code, 'error' as severity, record_type, record_id, path, message
from (
  select
    record_type,
    record_id,
    substr(id, instr(id, '#') + 1) as path,
    'evidence names `' || field || '`, which is no fact there, or gives what is no value of it' as message
  from evidence
  where relation is not null and fact_id is null
) as found
order by record_type, record_id, path;

-- E016 adopted-value-reported: `reports` repeats the adopted value
select 'E016' as code, 'error' as severity, record_type, record_id, path, message
from (
  with given as (
    select
      evidence.id,
      evidence.evidence_id,
      facts.id as fact_id,
      facts.record_type,
      facts.record_id,
      facts.path,
      facts.field,
      facts.value,
      evidence.source_id,
      evidence.reported_value,
      case
        when facts.value_currency is not null then 'money'
        when facts.value_start is not null or facts.value_end is not null then 'date'
        when facts.value_low is not null or facts.value_best is not null or facts.value_high is not null then 'quantity'
        else 'text'
      end as kind
    from evidence
    join facts on facts.id = evidence.fact_id
    where evidence.relation = 'reports'
  ),
  -- Lists of ids in which an adopted one is missing.
  lacking as (
    select distinct given.id
    from given
    join links
      on links.record_type = given.record_type and links.record_id = given.record_id and links.field = given.field
    where links.kind = 'adopted'
      and instr('; ' || given.reported_value || '; ', '; ' || links.target_id || '; ') = 0
  ),
  written as (
    select id, 'adopted' as side, kind, value from given
    union all
    select id, 'reported' as side, kind, reported_value as value from given
  ),
  qualified as (
    select
      id,
      side,
      case when value in ('few', 'unknown') then 'text' else kind end as kind,
      value,
      case
        when kind not in ('money', 'quantity') then ''
        when value like 'more than %' then 'more than '
        when value like 'at least %' then 'at least '
        when value like 'up to %' then 'up to '
        when value like 'about %' then 'about '
        else ''
      end as qualifier
    from written
  ),
  numbered as (
    select
      id,
      side,
      kind,
      value,
      qualifier,
      case when kind = 'money' then substr(value, length(qualifier) + 1, 4) else '' end as currency,
      case
        when kind = 'money' then substr(value, length(qualifier) + 5)
        when kind = 'quantity' then substr(value, length(qualifier) + 1)
      end as numbers
    from qualified
  ),
  ends as (
    select
      id,
      side,
      kind,
      value,
      qualifier,
      currency,
      case when instr(numbers, ' to ') > 0 then substr(numbers, 1, instr(numbers, ' to ') - 1) else numbers end as low,
      case when instr(numbers, ' to ') > 0 then substr(numbers, instr(numbers, ' to ') + 4) else numbers end as high
    from numbered
  ),
  meanings as (
    select
      id,
      side,
      case
        when kind = 'date' then replace(value, '-XX', '')
        when kind = 'quantity' and qualifier = 'at least ' then 'more than '
        when kind in ('money', 'quantity') then qualifier || currency
        else value
      end as words,
      -- In ten-thousandths. At least 161 is more than 160.
      case
        when kind in ('money', 'quantity') then round(cast(low as double) * 10000)
        else 0
      end - case when kind = 'quantity' and qualifier = 'at least ' then 10000 else 0 end as low,
      case
        when kind in ('money', 'quantity') then round(cast(high as double) * 10000)
        else 0
      end - case when kind = 'quantity' and qualifier = 'at least ' then 10000 else 0 end as high
    from ends
  ),
  same_values as (
    select adopted.id
    from meanings as adopted
    join meanings as others
      on others.id = adopted.id and others.words = adopted.words and others.low = adopted.low and others.high = adopted.high
    where adopted.side = 'adopted' and others.side = 'reported'
  ),
  reported as (
    select
      given.id,
      given.evidence_id,
      given.fact_id,
      given.record_type,
      given.record_id,
      given.path,
      given.field,
      given.value,
      given.source_id,
      given.reported_value,
      case
        when same_values.id is not null then 1
        -- The order of ids in a list does not matter.
        when given.field in ('parties', 'origin', 'addressees', 'supersedes', 'retracts')
          and length(given.reported_value) = length(given.value)
          and lacking.id is null then 1
        else 0
      end as repeats
    from given
    left join lacking on lacking.id = given.id
    left join same_values on same_values.id = given.id
  )
  select
    record_type,
    record_id,
    substr(id, instr(id, '#') + 1) as path,
    case
      when repeats = 1
        then '`' || reported_value || '` is the value that the dataset has as `' || field || '`, not another one'
      else 'the same evidence supports the adopted `' || field || '` and gives `' || reported_value || '` for it'
    end as message
  from reported
  where repeats = 1
    or exists (
      select 1
      from evidence as supporting
      where supporting.evidence_id = reported.evidence_id
        and supporting.fact_id = reported.fact_id
        and supporting.relation = 'supports'
    )
) as found
order by record_type, record_id, path;

-- M004 amount-misplaced: funds have no amount or count things, or another kind of transfer has an amount
select 'M004' as code, 'error' as severity, record_type, record_id, path, message
from (
  with itemised as (
    select distinct transfer_id from items
  ),
  amounts as (
    select
      transfers.id,
      transfers.kind,
      transfers.amount_text,
      case when transfers.total_text is not null or itemised.transfer_id is not null then 1 else 0 end as counts_things
    from transfers
    left join itemised on itemised.transfer_id = transfers.id
  )
  select
    'transfer' as record_type,
    id as record_id,
    case when kind = 'funds' then '/kind' else '/amount' end as path,
    case
      when amount_text is null then 'funds without an amount'
      when kind = 'funds' then 'funds that count things as well as money'
      else 'an amount (`' || amount_text || '`) on a transfer of kind `' || kind || '`'
    end as message
  from amounts
  where (kind = 'funds' and amount_text is null)
    or (kind = 'funds' and counts_things = 1)
    or (kind <> 'funds' and amount_text is not null)
) as found
order by record_type, record_id, path;

-- M005 payments-exceed-value: the payments of a deal exceed its value in the same currency
select 'M005' as code, 'error' as severity, record_type, record_id, path, message
from (
  with written as (
    -- Amounts in ten-thousandths, of which every database can make an exact sum.
    select
      id,
      deal_id,
      supplier_id,
      recipient_id,
      amount_currency as currency,
      case when amount_qualifier = 'more-than' then 1 else 0 end as low_excluded,
      round(coalesce(cast(amount_low as double), 0) * 10000) as low,
      round(cast(amount_high as double) * 10000) as high
    from transfers
    where kind = 'funds' and stage = 'delivered' and amount_text is not null and deal_id is not null
  ),
  payments as (
    select
      id,
      deal_id,
      supplier_id,
      recipient_id,
      currency,
      low_excluded,
      case when high is null or low <= high then low else high end as low,
      case when high is null or low <= high then high else low end as high
    from written
  ),
  received as (
    select payments.id, payments.deal_id, payments.supplier_id, payments.recipient_id, low_excluded, low
    from payments
    join deals on deals.id = payments.deal_id and deals.value_currency = payments.currency
  ),
  paid as (
    select deal_id, recipient_id, sum(low) as low, max(low_excluded) as low_excluded
    from received
    group by deal_id, recipient_id
  ),
  returned as (
    -- What the recipient paid back to one of those who paid it.
    select distinct received.deal_id, received.recipient_id, payments.id, payments.currency, payments.high
    from received
    join payments
      on payments.deal_id = received.deal_id
      and payments.supplier_id = received.recipient_id
      and payments.recipient_id = received.supplier_id
  ),
  paid_back as (
    select
      returned.deal_id,
      returned.recipient_id,
      sum(returned.high) as high,
      -- What has no bound, or was paid back in another currency, cannot be taken off.
      sum(case when returned.high is not null and returned.currency = deals.value_currency then 0 else 1 end) as unclear
    from returned
    join deals on deals.id = returned.deal_id
    group by returned.deal_id, returned.recipient_id
  ),
  worth as (
    select
      paid.deal_id,
      paid.recipient_id,
      paid.low,
      paid.low_excluded,
      deals.value_text,
      round(
        case
          when cast(deals.value_high as double) < cast(deals.value_low as double) then cast(deals.value_low as double)
          else cast(deals.value_high as double)
        end * 10000
      ) + coalesce(paid_back.high, 0) as high
    from paid
    join deals on deals.id = paid.deal_id
    left join paid_back on paid_back.deal_id = paid.deal_id and paid_back.recipient_id = paid.recipient_id
    where deals.value_high is not null and coalesce(paid_back.unclear, 0) = 0
  )
  select
    'deal' as record_type,
    deal_id as record_id,
    '/value' as path,
    '`' || recipient_id || '` was paid more than the deal is worth (`' || value_text || '`)' as message
  from worth
  where low > high or (low = high and low_excluded = 1)
) as found
order by record_type, record_id, path;

-- Q001 items-miss-total: the items of an exhaustive list cannot add up to the total
select 'Q001' as code, 'error' as severity, record_type, record_id, path, message
from (
  with written as (
    select
      transfer_id,
      coalesce(cast(quantity_low as double), 0) as low,
      cast(quantity_high as double) as high
    from items
  ),
  itemised as (
    select
      transfer_id,
      sum(case when high < low then high else low end) as low,
      -- One item without a bound leaves the sum without one.
      case when count(high) = count(*) then sum(case when high < low then low else high end) end as high
    from written
    group by transfer_id
  ),
  batches as (
    select
      transfers.id,
      transfers.itemisation,
      transfers.total_text,
      case
        when cast(transfers.total_high as double) < coalesce(cast(transfers.total_low as double), 0)
          then cast(transfers.total_high as double)
        else coalesce(cast(transfers.total_low as double), 0)
      end as total_low,
      case
        when cast(transfers.total_high as double) < coalesce(cast(transfers.total_low as double), 0)
          then cast(transfers.total_low as double)
        else cast(transfers.total_high as double)
      end as total_high,
      itemised.low as items_low,
      itemised.high as items_high
    from transfers
    join itemised on itemised.transfer_id = transfers.id
    where transfers.total_text is not null
  )
  select
    'transfer' as record_type,
    id as record_id,
    '/total' as path,
    'the items cannot add up to the total, `' || total_text || '`' as message
  from batches
  where itemisation = 'exhaustive' and (items_high < total_low or total_high < items_low)
) as found
order by record_type, record_id, path;

-- Q002 items-exceed-total: the items of a partial batch exceed the total
select 'Q002' as code, 'error' as severity, record_type, record_id, path, message
from (
  with written as (
    select
      transfer_id,
      coalesce(cast(quantity_low as double), 0) as low,
      cast(quantity_high as double) as high
    from items
  ),
  itemised as (
    select
      transfer_id,
      sum(case when high < low then high else low end) as low,
      -- One item without a bound leaves the sum without one.
      case when count(high) = count(*) then sum(case when high < low then low else high end) end as high
    from written
    group by transfer_id
  ),
  batches as (
    select
      transfers.id,
      transfers.itemisation,
      transfers.total_text,
      case
        when cast(transfers.total_high as double) < coalesce(cast(transfers.total_low as double), 0)
          then cast(transfers.total_high as double)
        else coalesce(cast(transfers.total_low as double), 0)
      end as total_low,
      case
        when cast(transfers.total_high as double) < coalesce(cast(transfers.total_low as double), 0)
          then cast(transfers.total_low as double)
        else cast(transfers.total_high as double)
      end as total_high,
      itemised.low as items_low,
      itemised.high as items_high
    from transfers
    join itemised on itemised.transfer_id = transfers.id
    where transfers.total_text is not null
  )
  select
    'transfer' as record_type,
    id as record_id,
    '/total' as path,
    'the items come to more than the total, `' || total_text || '`' as message
  from batches
  where itemisation in ('partial', 'unknown') and total_high < items_low
) as found
order by record_type, record_id, path;

-- Q004 items-without-itemisation: a transfer has a total and items, but no itemisation
select 'Q004' as code, 'error' as severity, record_type, record_id, path, message
from (
  select
    'transfer' as record_type,
    id as record_id,
    '/items' as path,
    'a total and items, but nothing says whether the items are the whole batch' as message
  from transfers
  where itemisation is null
    and total_text is not null
    and exists (select 1 from items where items.transfer_id = transfers.id)
) as found
order by record_type, record_id, path;

-- Q006 itemisation-without-items: a transfer has an itemisation, but no items
select 'Q006' as code, 'error' as severity, record_type, record_id, path, message
from (
  select
    'transfer' as record_type,
    id as record_id,
    '/itemisation' as path,
    'the itemisation is `' || itemisation || '`, but there are no items' as message
  from transfers
  where itemisation is not null and not exists (select 1 from items where items.transfer_id = transfers.id)
) as found
order by record_type, record_id, path;

-- Q011 item-without-kind: an item has neither equipment nor a description
select 'Q011' as code, 'error' as severity, record_type, record_id, path, message
from (
  select
    'transfer' as record_type,
    transfer_id as record_id,
    substr(id, instr(id, '#') + 1) || '/quantity' as path,
    '`' || quantity_text || '` of what? the item has neither `equipment` nor `description`' as message
  from items
  where equipment_id is null and description is null
) as found
order by record_type, record_id, path;

-- R001 duplicate-id: two records of one type have the same id
select 'R001' as code, 'error' as severity, record_type, record_id, path, message
from (
  with records_of_every_type as (
    select 'source' as record_type, id from sources
    union all
    select 'actor' as record_type, id from actors
    union all
    select 'equipment' as record_type, id from equipment
    union all
    select 'deal' as record_type, id from deals
    union all
    select 'transfer' as record_type, id from transfers
    union all
    select 'statement' as record_type, id from statements
  ),
  numbered as (
    select record_type, id, row_number() over (partition by record_type, id order by id) as number
    from records_of_every_type
  )
  select
    record_type,
    id as record_id,
    '/id' as path,
    'another ' || record_type || ' has the id `' || id || '` already' as message
  from numbered
  where number > 1
) as found
order by record_type, record_id, path;

-- R002 reference-to-nothing: a reference names a record that does not exist
select 'R002' as code, 'error' as severity, record_type, record_id, path, message
from (
  with records_of_every_type as (
    select 'source' as record_type, id from sources
    union all
    select 'actor' as record_type, id from actors
    union all
    select 'equipment' as record_type, id from equipment
    union all
    select 'deal' as record_type, id from deals
    union all
    select 'transfer' as record_type, id from transfers
    union all
    select 'statement' as record_type, id from statements
  )
  select
    links.record_type,
    links.record_id,
    links.path,
    'there is no ' || links.target_type || ' `' || links.target_id || '`' as message
  from links
  -- An id that another type has is found by R003.
  where not exists (select 1 from records_of_every_type where records_of_every_type.id = links.target_id)
) as found
order by record_type, record_id, path;

-- R003 reference-of-wrong-type: a reference names a record of the wrong type or kind
select 'R003' as code, 'error' as severity, record_type, record_id, path, message
from (
  with records_of_every_type as (
    select 'source' as record_type, id from sources
    union all
    select 'actor' as record_type, id from actors
    union all
    select 'equipment' as record_type, id from equipment
    union all
    select 'deal' as record_type, id from deals
    union all
    select 'transfer' as record_type, id from transfers
    union all
    select 'statement' as record_type, id from statements
  )
  select
    links.record_type,
    links.record_id,
    links.path,
    '`' || links.target_id || '` is no ' || links.target_type || ', but a record of another type' as message
  from links
  where exists (select 1 from records_of_every_type where records_of_every_type.id = links.target_id)
    and not exists (
      select 1
      from records_of_every_type
      where records_of_every_type.id = links.target_id and records_of_every_type.record_type = links.target_type
    )
  union all
  select
    links.record_type,
    links.record_id,
    links.path,
    '`' || actors.id || '` is of kind `' || actors.kind || '`, which `' || links.field || '` does not take' as message
  from links
  join actors on actors.id = links.target_id
  where links.target_type = 'actor'
    and (
      (links.field = 'publisher' and actors.kind not in ('media', 'organization', 'public-body', 'state'))
      or (links.field = 'part_of' and actors.kind = 'person')
      or (links.field = 'organization' and actors.kind in ('person', 'collective'))
      or (links.field = 'origin' and actors.kind <> 'state')
      or (links.field = 'medium' and actors.kind <> 'media')
    )
) as found
order by record_type, record_id, path;

-- R005 circular-reference: `part_of`, `supersedes` or `retracts` come round in a circle
select 'R005' as code, 'error' as severity, record_type, record_id, path, message
from (
  with recursive numbers as (
    select 'actor' as record_type, id, min(cast(record_no as integer)) as record_no from actors group by id
    union all
    select 'statement' as record_type, id, min(cast(record_no as integer)) as record_no from statements group by id
  ),
  edges as (
    select
      links.record_type,
      links.record_id as from_id,
      starts.record_no as from_no,
      links.target_id as to_id,
      ends.record_no as to_no,
      links.path,
      case when links.field = 'retracts' then 1 else 0 end as list_no,
      coalesce(cast(links.entry_no as integer), 0) as entry_no
    from links
    join numbers as starts on starts.record_type = links.record_type and starts.id = links.record_id
    join numbers as ends on ends.record_type = links.record_type and ends.id = links.target_id
    where links.kind = 'adopted'
      and (
        (links.record_type = 'actor' and links.field = 'part_of')
        or (links.record_type = 'statement' and links.field in ('supersedes', 'retracts'))
      )
  ),
  steps as (
    select distinct record_type, from_id, to_id from edges
  ),
  -- The first record of a circle leads to one that the dataset has later, or to itself. Few do, as what is
  -- the larger whole or the earlier statement mostly stands before.
  forward as (
    select distinct record_type, from_id, from_no from edges where from_no <= to_no
  ),
  -- The ways from these, each until it is where it began or comes round to what was there.
  ways(record_type, start_id, start_no, first_id, to_id, length, trail) as (
    select
      steps.record_type,
      forward.from_id as start_id,
      forward.from_no as start_no,
      steps.to_id as first_id,
      steps.to_id as to_id,
      1 as length,
      '/' || steps.to_id || '/' as trail
    from forward
    join steps on steps.record_type = forward.record_type and steps.from_id = forward.from_id
    union all
    select
      ways.record_type,
      ways.start_id,
      ways.start_no,
      ways.first_id,
      steps.to_id,
      ways.length + 1,
      ways.trail || steps.to_id || '/'
    from ways
    join steps on steps.record_type = ways.record_type and steps.from_id = ways.to_id
    where ways.to_id <> ways.start_id and instr(ways.trail, '/' || steps.to_id || '/') = 0
  ),
  -- Records that lead to an earlier one and back: the circle is found at that one.
  preceded as (
    select distinct there.record_type, there.start_id
    from ways as there
    join ways as back
      on back.record_type = there.record_type and back.start_id = there.to_id and back.to_id = there.start_id
    where back.start_no < there.start_no
  ),
  circles as (
    select
      ways.record_type,
      ways.start_id,
      edges.path,
      row_number() over (
        partition by ways.record_type, ways.start_id order by ways.length, edges.list_no, edges.entry_no
      ) as number
    from ways
    join edges
      on edges.record_type = ways.record_type and edges.from_id = ways.start_id and edges.to_id = ways.first_id
    left join preceded on preceded.record_type = ways.record_type and preceded.start_id = ways.start_id
    where ways.to_id = ways.start_id and preceded.start_id is null
  )
  select
    record_type,
    start_id as record_id,
    path,
    'this comes round in a circle to `' || start_id || '`' as message
  from circles
  where number = 1
) as found
order by record_type, record_id, path;

-- T002 stance-contradicts-act: the stances of a statement contradict its act
select 'T002' as code, 'error' as severity, record_type, record_id, path, message
from (
  with stances as (
    select
      statements.id,
      statements.act,
      max(case when statement_targets.stance = 'affirms' then 1 else 0 end) as affirms,
      max(case when statement_targets.stance = 'denies' then 1 else 0 end) as denies
    from statements
    join statement_targets on statement_targets.statement_id = statements.id
    group by statements.id, statements.act
  )
  select
    'statement' as record_type,
    id as record_id,
    '/act' as path,
    'the act is `' || act || '`, yet the statement only ' || case when affirms = 1 then 'affirms' else 'denies' end
      as message
  from stances
  where (act = 'deny' and affirms = 1 and denies = 0) or (act = 'admit' and denies = 1 and affirms = 0)
) as found
order by record_type, record_id, path;

-- T003 correction-out-of-turn: a statement is retracted or corrected by another speaker, or before it was made
select 'T003' as code, 'error' as severity, record_type, record_id, path, message
from (
  with recursive voices as (
    select id as statement_id, speaker_id as actor_id from statements
    union
    select id as statement_id, on_behalf_of_id as actor_id from statements where on_behalf_of_id is not null
  ),
  corrections as (
    select later.id as later_id, earlier.id as earlier_id, later.act, links.field, links.path
    from links
    join statements as later on later.id = links.record_id
    join statements as earlier on earlier.id = links.target_id
    where links.record_type = 'statement'
      and links.kind = 'adopted'
      and (links.field = 'retracts' or (links.field = 'supersedes' and later.act in ('correct', 'retract', 'deny')))
  ),
  -- Of the two actors of a correction, one has to belong to the other.
  pairs as (
    select corrections.later_id, corrections.earlier_id, later.actor_id, earlier.actor_id as other_id
    from corrections
    join voices as later on later.statement_id = corrections.later_id
    join voices as earlier on earlier.statement_id = corrections.earlier_id
    union
    select corrections.later_id, corrections.earlier_id, earlier.actor_id, later.actor_id as other_id
    from corrections
    join voices as later on later.statement_id = corrections.later_id
    join voices as earlier on earlier.statement_id = corrections.earlier_id
  ),
  -- An actor is a part of itself, and belongs to that in which it holds an office.
  own as (
    select actor_id, actor_id as whole_id from pairs
    union
    select pairs.actor_id, actor_roles.organization_id as whole_id
    from pairs
    join actor_roles on actor_roles.actor_id = pairs.actor_id
    where actor_roles.organization_id is not null
  ),
  -- It belongs to what these are parts of too, as far as it does not come round to what was there.
  belongs_to(actor_id, whole_id, trail) as (
    select actor_id, whole_id, '/' || whole_id || '/' as trail from own
    union all
    select belongs_to.actor_id, actors.part_of_id, belongs_to.trail || actors.part_of_id || '/'
    from belongs_to
    join actors on actors.id = belongs_to.whole_id
    where actors.part_of_id is not null and instr(belongs_to.trail, '/' || actors.part_of_id || '/') = 0
  ),
  in_turn as (
    select distinct pairs.later_id, pairs.earlier_id
    from pairs
    join belongs_to on belongs_to.actor_id = pairs.actor_id and belongs_to.whole_id = pairs.other_id
  )
  select
    'statement' as record_type,
    corrections.later_id as record_id,
    corrections.path,
    'only a speaker of `' || corrections.earlier_id || '`, or who belongs to it, can take it back, correct or replace it'
      as message
  from corrections
  left join in_turn on in_turn.later_id = corrections.later_id and in_turn.earlier_id = corrections.earlier_id
  where in_turn.later_id is null
  union all
  select
    'statement' as record_type,
    later.id as record_id,
    '/date' as path,
    '`' || later.id || '` was made before `' || earlier.id || '`, which it ' || corrections.field as message
  from corrections
  join statements as later on later.id = corrections.later_id
  join statements as earlier on earlier.id = corrections.earlier_id
  where (corrections.field = 'retracts' or corrections.act <> 'deny')
    and later.date_end < earlier.date_start
    and not later.date_approximate
    and not later.date_uncertain
    and not earlier.date_approximate
    and not earlier.date_uncertain
) as found
order by record_type, record_id, path;

-- T005 retracted-evidence: nothing but retracted statements backs a fact
select 'T005' as code, 'error' as severity, record_type, record_id, path, message
from (
  with retracted as (
    select distinct target_id as statement_id
    from links
    where record_type = 'statement' and kind = 'adopted' and field = 'retracts'
  ),
  voices as (
    select id as statement_id, speaker_id as actor_id from statements
    union
    select id as statement_id, on_behalf_of_id as actor_id from statements where on_behalf_of_id is not null
  ),
  -- Who has affirmed a record and has retracted all that it affirmed.
  withdrawn as (
    select statement_targets.target_type, statement_targets.target_id, voices.actor_id
    from statement_targets
    join voices on voices.statement_id = statement_targets.statement_id
    left join retracted on retracted.statement_id = statement_targets.statement_id
    where statement_targets.stance = 'affirms' and statement_targets.target_type in ('transfer', 'deal')
    group by statement_targets.target_type, statement_targets.target_id, voices.actor_id
    having count(retracted.statement_id) = count(*)
  ),
  -- The actors that a piece of evidence comes through.
  chains as (
    select evidence.evidence_id, sources.publisher_id as actor_id
    from evidence
    join sources on sources.id = evidence.source_id
    where sources.publisher_id is not null
    union
    select evidence_id, target_id as actor_id from links where kind = 'cited' and field = 'via'
  ),
  -- Who affirms a record in a statement that stands.
  affirming as (
    select distinct statement_targets.target_type, statement_targets.target_id, voices.actor_id
    from statement_targets
    join voices on voices.statement_id = statement_targets.statement_id
    where statement_targets.stance = 'affirms' and statement_targets.live
  ),
  standing as (
    select distinct evidence.id
    from evidence
    join chains on chains.evidence_id = evidence.evidence_id
    join affirming
      on affirming.actor_id = chains.actor_id
      and affirming.target_type = evidence.record_type
      and affirming.target_id = evidence.record_id
  ),
  broken as (
    select distinct evidence.id
    from evidence
    join chains on chains.evidence_id = evidence.evidence_id
    join withdrawn
      on withdrawn.actor_id = chains.actor_id
      and withdrawn.target_type = evidence.record_type
      and withdrawn.target_id = evidence.record_id
    left join standing on standing.id = evidence.id
    where standing.id is null
  ),
  fallen as (
    select evidence.fact_id
    from evidence
    left join broken on broken.id = evidence.id
    where evidence.relation = 'supports' and evidence.fact_id is not null
    group by evidence.fact_id
    having count(broken.id) = count(*)
  ),
  numbered as (
    select
      facts.record_type,
      facts.record_id,
      facts.path,
      facts.field,
      row_number() over (
        partition by
          facts.record_type, facts.record_id, substr(facts.path, 1, length(facts.path) - length(facts.field) - 1)
        order by cast(facts.fact_no as integer)
      ) as number
    from facts
    join fallen on fallen.fact_id = facts.id
  )
  select
    record_type,
    record_id,
    path,
    '`' || field || '` rests on retracted statements alone' as message
  from numbered
  where number = 1
) as found
order by record_type, record_id, path;


-- Warnings: what is most likely a fault

-- D004 delivery-perhaps-before-order: delivered possibly before it was ordered or its deal was agreed
select 'D004' as code, 'warning' as severity, record_type, record_id, path, message
from (
  with earlier as (
    select
      id,
      'it was ordered' as words,
      ordered_edtf as edtf,
      ordered_start as first_day,
      ordered_approximate as approximate,
      ordered_uncertain as uncertain
    from transfers
    where ordered_edtf is not null
    union all
    select
      transfers.id,
      'the deal was agreed' as words,
      deals.agreed_edtf as edtf,
      deals.agreed_start as first_day,
      deals.agreed_approximate as approximate,
      deals.agreed_uncertain as uncertain
    from transfers
    join deals on deals.id = transfers.deal_id
    where deals.agreed_edtf is not null
  )
  select
    'transfer' as record_type,
    transfers.id as record_id,
    '/delivered' as path,
    'delivered (`' || transfers.delivered_edtf || '`) possibly before ' || earlier.words || ' (`' || earlier.edtf || '`)'
      as message
  from transfers
  join earlier on earlier.id = transfers.id
  where transfers.delivered_edtf is not null
    -- Where the start of the order is open, it can lie before any delivery.
    and earlier.first_day is not null
    and (transfers.delivered_start is null or transfers.delivered_start < earlier.first_day)
    -- What is certain is found by D003.
    and (
      transfers.delivered_end is null
      or transfers.delivered_end >= earlier.first_day
      or transfers.delivered_approximate
      or transfers.delivered_uncertain
      or earlier.approximate
      or earlier.uncertain
    )
) as found
order by record_type, record_id, path;

-- D009 reply-too-early: a reply is dated before the statement that it answers
select 'D009' as code, 'warning' as severity, record_type, record_id, path, message
from (
  with taken_back as (
    select links.record_id as statement_id, links.target_id as answered_id
    from links
    join statements on statements.id = links.record_id
    where links.record_type = 'statement'
      and links.kind = 'adopted'
      and (links.field = 'retracts' or links.field = 'supersedes' and statements.act in ('correct', 'retract'))
  ),
  answers as (
    select record_id as statement_id, target_id as answered_id
    from links
    where record_type = 'statement' and kind = 'adopted' and field = 'supersedes'
    union
    select statements.id as statement_id, statement_targets.target_id as answered_id
    from statements
    join statement_targets on statement_targets.statement_id = statements.id
    where statement_targets.target_type = 'statement' and statements.act in ('deny', 'admit', 'retract', 'correct')
  )
  select
    'statement' as record_type,
    replies.id as record_id,
    '/date' as path,
    '`' || replies.date_edtf || '` is before `' || answered.date_edtf || '`, the date of `' || answered.id
      || '`, which it answers' as message
  from answers
  join statements as replies on replies.id = answers.statement_id
  join statements as answered on answered.id = answers.answered_id
  left join taken_back
    on taken_back.statement_id = answers.statement_id and taken_back.answered_id = answers.answered_id
  where taken_back.answered_id is null
    and replies.date_end < answered.date_start
    and not replies.date_approximate
    and not replies.date_uncertain
    and not answered.date_approximate
    and not answered.date_uncertain
) as found
order by record_type, record_id, path;

-- D010 delivered-without-date: delivered, and no date says when
-- Waived: Nobody says on which day the first lesson was given.
select 'D010' as code, 'warning' as severity, record_type, record_id, path, message
from (
  select
    'transfer' as record_type,
    id as record_id,
    '/stage' as path,
    'delivered, and no date says when' as message
  from transfers
  where stage = 'delivered' and delivered_edtf is null
) as found
where not (cast(current_date as varchar(10)) <= '2099-12-31' and record_type = 'transfer' and record_id = 'first-lessons' and (path = '/stage' or substr(path, 1, 7) = '/stage/'))
order by record_type, record_id, path;

-- D011 speaker-out-of-office: the speaker's roles have periods, and none covers the statement
select 'D011' as code, 'warning' as severity, record_type, record_id, path, message
from (
  with offices as (
    select
      statements.id,
      statements.speaker_id,
      statements.date_edtf,
      case
        when statements.date_approximate or statements.date_uncertain then 0
        when statements.date_end < actor_roles.start_start
          and not actor_roles.start_approximate
          and not actor_roles.start_uncertain then 1
        when actor_roles.end_end < statements.date_start
          and not actor_roles.end_approximate
          and not actor_roles.end_uncertain then 1
        else 0
      end as missed
    from statements
    join actor_roles on actor_roles.actor_id = statements.speaker_id
    where statements.date_edtf is not null
  )
  select
    'statement' as record_type,
    id as record_id,
    '/date' as path,
    '`' || speaker_id || '` held no office at the time of the statement (`' || date_edtf || '`)' as message
  from offices
  group by id, speaker_id, date_edtf
  having min(missed) = 1
) as found
order by record_type, record_id, path;

-- D012 delivery-passed: the date of a delivery has passed, and the stage says that there was none
select 'D012' as code, 'warning' as severity, record_type, record_id, path, message
from (
  select
    'transfer' as record_type,
    id as record_id,
    '/delivered' as path,
    'the delivery (`' || delivered_edtf || '`) was before today, and the stage is `' || stage || '`' as message
  from transfers
  where
    stage <> 'delivered'
    and cast(delivered_end as varchar(10)) < cast(current_date as varchar(10))
    and not delivered_approximate
    and not delivered_uncertain
) as found
order by record_type, record_id, path;

-- E009 unlocated-evidence: evidence that says neither what the source says nor where
select 'E009' as code, 'warning' as severity, record_type, record_id, path, message
from (
  select distinct
    record_type,
    record_id,
    substr(evidence_id, instr(evidence_id, '#') + 1) || '/source' as path,
    'nobody can find the place in `' || source_id || '`: there is no quote and no paragraph, page, line or clip'
      as message
  from evidence
  where locator is null and (quote is null or trim(quote) = '')
) as found
order by record_type, record_id, path;

-- E010 unfindable-source: a source without an address or an archived text
select 'E010' as code, 'warning' as severity, record_type, record_id, path, message
from (
  select
    'source' as record_type,
    id as record_id,
    '/title' as path,
    'nobody could find the source `' || id || '` again: it has no address and no archived text' as message
  from sources
  where url is null and archive_url is null and text_file is null
) as found
order by record_type, record_id, path;

-- E018 evidence-for-nothing: evidence that neither supports nor reports anything
select 'E018' as code, 'warning' as severity, record_type, record_id, path, message
from (
  select
    record_type,
    record_id,
    substr(evidence_id, instr(evidence_id, '#') + 1) || '/source' as path,
    'this evidence names no field that it is for' as message
  from evidence
  where relation is null
) as found
order by record_type, record_id, path;

-- M006 mixed-currencies: the value and payments of a deal are in several currencies, so a sum would mix them
select 'M006' as code, 'warning' as severity, record_type, record_id, path, message
from (
  with amounts as (
    select 'deal' as record_type, id as record_id, '/value' as path, id as deal_id, value_currency as currency, 0 as number
    from deals
    where value_currency is not null
    union all
    select
      'transfer' as record_type,
      transfers.id as record_id,
      '/amount' as path,
      deals.id as deal_id,
      transfers.amount_currency as currency,
      cast(transfers.record_no as integer) as number
    from transfers
    join deals on deals.id = transfers.deal_id
    where transfers.kind = 'funds' and transfers.stage <> 'cancelled' and transfers.amount_currency is not null
  ),
  firsts as (
    select deal_id, min(number) as number from amounts group by deal_id
  ),
  others as (
    select
      amounts.record_type,
      amounts.record_id,
      amounts.path,
      amounts.deal_id,
      amounts.currency,
      row_number() over (partition by amounts.deal_id order by amounts.number) as number
    from amounts
    join firsts on firsts.deal_id = amounts.deal_id
    join amounts as first_amounts
      on first_amounts.deal_id = firsts.deal_id and first_amounts.number = firsts.number
    where amounts.currency <> first_amounts.currency
  )
  select
    record_type,
    record_id,
    path,
    'the amounts of `' || deal_id || '` are not all in one currency, so they have no sum' as message
  from others
  where number = 1
) as found
order by record_type, record_id, path;

-- Q003 partial-yet-complete: the itemisation is partial, yet the items add up to the total exactly
select 'Q003' as code, 'warning' as severity, record_type, record_id, path, message
from (
  with written as (
    select
      transfer_id,
      coalesce(cast(quantity_low as double), 0) as low,
      cast(quantity_high as double) as high
    from items
  ),
  itemised as (
    select
      transfer_id,
      sum(case when high < low then high else low end) as low,
      -- One item without a bound leaves the sum without one.
      case when count(high) = count(*) then sum(case when high < low then low else high end) end as high
    from written
    group by transfer_id
  ),
  batches as (
    select
      transfers.id,
      transfers.itemisation,
      transfers.total_text,
      case
        when cast(transfers.total_high as double) < coalesce(cast(transfers.total_low as double), 0)
          then cast(transfers.total_high as double)
        else coalesce(cast(transfers.total_low as double), 0)
      end as total_low,
      case
        when cast(transfers.total_high as double) < coalesce(cast(transfers.total_low as double), 0)
          then cast(transfers.total_low as double)
        else cast(transfers.total_high as double)
      end as total_high,
      itemised.low as items_low,
      itemised.high as items_high
    from transfers
    join itemised on itemised.transfer_id = transfers.id
    where transfers.total_text is not null
  )
  select
    'transfer' as record_type,
    id as record_id,
    '/itemisation' as path,
    'the itemisation is `partial`, yet the items add up to the total exactly' as message
  from batches
  where itemisation = 'partial' and items_low = items_high and total_low = total_high and items_low = total_low
) as found
order by record_type, record_id, path;

-- Q007 equipment-repeated: the same equipment in the same condition stands twice in a batch
select 'Q007' as code, 'warning' as severity, record_type, record_id, path, message
from (
  with numbered as (
    select
      id,
      transfer_id,
      equipment_id,
      row_number() over (
        partition by transfer_id, equipment_id, condition order by cast(item_no as integer)
      ) as number
    from items
    where equipment_id is not null
  )
  select
    'transfer' as record_type,
    transfer_id as record_id,
    substr(id, instr(id, '#') + 1) || '/equipment' as path,
    '`' || equipment_id || '` stands in this batch again, in the same condition' as message
  from numbered
  where number = 2
) as found
order by record_type, record_id, path;

-- Q009 delivered-more-than-ordered: the deliveries of a deal exceed what was agreed or ordered under it
select 'Q009' as code, 'warning' as severity, record_type, record_id, path, message
from (
  with batches as (
    select
      transfers.id,
      transfers.deal_id,
      transfers.supplier_id,
      transfers.recipient_id,
      case when transfers.stage = 'delivered' then 1 else 0 end as is_delivery,
      cast(transfers.record_no as integer) as record_no,
      transfers.total_text,
      coalesce(cast(transfers.total_low as double), 0) as total_low,
      cast(transfers.total_high as double) as total_high,
      transfers.delivered_end,
      case when transfers.delivered_approximate or transfers.delivered_uncertain then 1 else 0 end as delivered_doubtful,
      transfers.ordered_start,
      case when transfers.ordered_approximate or transfers.ordered_uncertain then 1 else 0 end as ordered_doubtful,
      transfers.itemisation,
      transfers.itemised_low,
      transfers.remainder_low,
      cast(transfers.remainder_high as double) as remainder_high
    from transfers
    join deals on deals.id = transfers.deal_id
    where transfers.kind = 'materiel' and transfers.stage in ('agreed', 'ordered', 'delivered')
  ),
  kinds as (
    -- The types of equipment that orders name.
    select distinct batches.deal_id, batches.supplier_id, batches.recipient_id, items.equipment_id as what
    from batches
    join items on items.transfer_id = batches.id
    where batches.is_delivery = 0 and items.equipment_id is not null
  ),
  rooms as (
    -- What no item of an order accounts for, which can be of any type of equipment.
    select
      id,
      deal_id,
      supplier_id,
      recipient_id,
      case when itemised_low is null then total_low else 0 end as low,
      case when itemised_low is null then total_high when total_text is not null then remainder_high end as high
    from batches
    where is_delivery = 0
      and case
        when itemised_low is null then 1
        when itemisation = 'exhaustive' then 0
        when total_text is not null and remainder_low is null then 0
        when total_text is null and itemisation is null then 0
        else 1
      end = 1
  ),
  written as (
    -- Pieces of one type of equipment, and under the name '' all pieces.
    select
      batches.id,
      items.equipment_id as what,
      substr(items.id, instr(items.id, '#') + 1) || '/quantity' as path,
      cast(items.item_no as integer) as number,
      coalesce(cast(items.quantity_low as double), 0) as low,
      cast(items.quantity_high as double) as high
    from batches
    join items on items.transfer_id = batches.id
    where items.equipment_id is not null
    union all
    select rooms.id, kinds.what, '/total' as path, 0 as number, rooms.low, rooms.high
    from rooms
    join kinds
      on kinds.deal_id = rooms.deal_id
      and kinds.supplier_id = rooms.supplier_id
      and kinds.recipient_id = rooms.recipient_id
    where rooms.high is null or rooms.low > 0 or rooms.high > 0
    union all
    select
      batches.id,
      kinds.what,
      substr(items.id, instr(items.id, '#') + 1) || '/quantity' as path,
      cast(items.item_no as integer) as number,
      coalesce(cast(items.quantity_low as double), 0) as low,
      cast(items.quantity_high as double) as high
    from batches
    join kinds
      on kinds.deal_id = batches.deal_id
      and kinds.supplier_id = batches.supplier_id
      and kinds.recipient_id = batches.recipient_id
    join items on items.transfer_id = batches.id
    where batches.is_delivery = 0 and items.equipment_id is null
    union all
    select id, '' as what, '/total' as path, 0 as number, total_low as low, total_high as high
    from batches
    where total_text is not null
    union all
    select
      batches.id,
      '' as what,
      substr(items.id, instr(items.id, '#') + 1) || '/quantity' as path,
      cast(items.item_no as integer) as number,
      coalesce(cast(items.quantity_low as double), 0) as low,
      cast(items.quantity_high as double) as high
    from batches
    join items on items.transfer_id = batches.id
    where batches.total_text is null and batches.is_delivery = 1
  ),
  counts as (
    select
      batches.deal_id,
      batches.supplier_id,
      batches.recipient_id,
      batches.is_delivery,
      batches.record_no,
      batches.delivered_end,
      batches.delivered_doubtful,
      batches.ordered_start,
      batches.ordered_doubtful,
      written.id,
      written.what,
      written.path,
      written.number,
      case when written.high is null or written.low <= written.high then written.low else written.high end as low,
      case when written.high is null or written.low <= written.high then written.high else written.low end as high
    from written
    join batches on batches.id = written.id
  ),
  ordered as (
    select
      deal_id,
      supplier_id,
      recipient_id,
      what,
      case when count(high) = count(*) then sum(high) end as high
    from counts
    where is_delivery = 0
    group by deal_id, supplier_id, recipient_id, what
  ),
  fulfilling as (
    -- Deliveries that are not certainly earlier than every order.
    select
      deal_id,
      supplier_id,
      recipient_id,
      what,
      id,
      path,
      low,
      row_number() over (
        partition by deal_id, supplier_id, recipient_id, what order by record_no desc, number desc
      ) as from_last
    from counts as deliveries
    where is_delivery = 1
      and exists (
        select 1
        from counts as orders
        where orders.is_delivery = 0
          and orders.deal_id = deliveries.deal_id
          and orders.supplier_id = deliveries.supplier_id
          and orders.recipient_id = deliveries.recipient_id
          and orders.what = deliveries.what
          and case
            when deliveries.delivered_doubtful = 0
              and orders.ordered_doubtful = 0
              and deliveries.delivered_end < orders.ordered_start then 0
            else 1
          end = 1
      )
  ),
  delivered as (
    select deal_id, supplier_id, recipient_id, what, sum(low) as low
    from fulfilling
    group by deal_id, supplier_id, recipient_id, what
  ),
  excesses as (
    select ordered.deal_id, ordered.supplier_id, ordered.recipient_id, ordered.what
    from ordered
    join delivered
      on delivered.deal_id = ordered.deal_id
      and delivered.supplier_id = ordered.supplier_id
      and delivered.recipient_id = ordered.recipient_id
      and delivered.what = ordered.what
    where ordered.high < delivered.low
  )
  select
    'transfer' as record_type,
    fulfilling.id as record_id,
    fulfilling.path,
    'more delivered than ordered under `' || excesses.deal_id || '`' as message
  from excesses
  join fulfilling
    on fulfilling.deal_id = excesses.deal_id
    and fulfilling.supplier_id = excesses.supplier_id
    and fulfilling.recipient_id = excesses.recipient_id
    and fulfilling.what = excesses.what
    and fulfilling.from_last = 1
  where excesses.what <> ''
    -- Totals are compared where no type of equipment is in excess and every order has one.
    or (
      not exists (
        select 1
        from excesses as pieces
        where pieces.deal_id = excesses.deal_id
          and pieces.supplier_id = excesses.supplier_id
          and pieces.recipient_id = excesses.recipient_id
          and pieces.what <> ''
      )
      and not exists (
        select 1
        from batches
        where batches.deal_id = excesses.deal_id
          and batches.supplier_id = excesses.supplier_id
          and batches.recipient_id = excesses.recipient_id
          and batches.is_delivery = 0
          and batches.total_text is null
      )
    )
) as found
order by record_type, record_id, path;

-- R004 unused-record: nothing uses an actor, a type of equipment, a deal or a source
select 'R004' as code, 'warning' as severity, record_type, record_id, path, message
from (
  with records_of_every_type as (
    select 'source' as record_type, id from sources
    union all
    select 'actor' as record_type, id from actors
    union all
    select 'equipment' as record_type, id from equipment
    union all
    select 'deal' as record_type, id from deals
    union all
    select 'transfer' as record_type, id from transfers
    union all
    select 'statement' as record_type, id from statements
  )
  select
    record_type,
    id as record_id,
    '/id' as path,
    case
      when record_type = 'source' then 'no evidence cites the source `' || id || '`'
      else 'no other record refers to the ' || record_type || ' `' || id || '`'
    end as message
  from records_of_every_type
  where record_type in ('source', 'actor', 'equipment', 'deal')
    and not exists (
      select 1
      from links
      where links.target_type = records_of_every_type.record_type
        and links.target_id = records_of_every_type.id
        and not (links.record_type = records_of_every_type.record_type and links.record_id = records_of_every_type.id)
    )
) as found
order by record_type, record_id, path;

-- T004 unresolved-contradiction: a speaker affirms and denies the same record, and neither statement replaces the other
select 'T004' as code, 'warning' as severity, record_type, record_id, path, message
from (
  with taken as (
    select
      statement_targets.id,
      statements.id as statement_id,
      statements.speaker_id,
      coalesce(statements.on_behalf_of_id, statements.speaker_id) as voice_id,
      statement_targets.target_type,
      statement_targets.target_id,
      statement_targets.stance,
      cast(statements.record_no as integer) as record_no,
      cast(statement_targets.target_no as integer) as target_no
    from statement_targets
    join statements on statements.id = statement_targets.statement_id
    where statement_targets.live and statement_targets.stance in ('affirms', 'denies')
  ),
  denials as (
    select
      id,
      statement_id,
      target_type,
      target_id,
      voice_id as actor_id,
      'voice' as role,
      row_number() over (partition by target_type, target_id, voice_id order by record_no, target_no) as number
    from taken
    where stance = 'denies'
    union all
    select
      id,
      statement_id,
      target_type,
      target_id,
      speaker_id as actor_id,
      'speaker' as role,
      row_number() over (partition by target_type, target_id, speaker_id order by record_no, target_no) as number
    from taken
    where stance = 'denies'
  )
  select
    'statement' as record_type,
    denials.statement_id as record_id,
    substr(denials.id, instr(denials.id, '#') + 1) || '/stance' as path,
    '`' || denials.actor_id || '` both affirms and denies `' || denials.target_type || ':' || denials.target_id || '`'
      as message
  from denials
  where denials.number = 1
    and exists (
      select 1
      from taken
      where taken.stance = 'affirms'
        and taken.target_type = denials.target_type
        and taken.target_id = denials.target_id
        and denials.actor_id = case when denials.role = 'voice' then taken.voice_id else taken.speaker_id end
    )
    -- One who speaks for several has contradicted itself even where none of them has.
    and (
      denials.role = 'voice'
      or not exists (
        select 1
        from taken as denying
        join taken as affirming
          on affirming.target_type = denying.target_type
          and affirming.target_id = denying.target_id
          and affirming.speaker_id = denying.speaker_id
          and affirming.voice_id = denying.voice_id
        where denying.stance = 'denies'
          and affirming.stance = 'affirms'
          and denying.target_type = denials.target_type
          and denying.target_id = denials.target_id
          and denying.speaker_id = denials.actor_id
      )
    )
) as found
order by record_type, record_id, path;

-- T007 speaks-for-stranger: a statement is made on behalf of an actor that the speaker does not belong to
select 'T007' as code, 'warning' as severity, record_type, record_id, path, message
from (
  with recursive spoken as (
    select id, speaker_id, on_behalf_of_id
    from statements
    where exists (select 1 from actors where actors.id = statements.speaker_id)
      and exists (select 1 from actors where actors.id = statements.on_behalf_of_id)
  ),
  -- An actor is a part of itself, and belongs to that in which it holds an office.
  own as (
    select speaker_id as actor_id, speaker_id as whole_id from spoken
    union
    select spoken.speaker_id as actor_id, actor_roles.organization_id as whole_id
    from spoken
    join actor_roles on actor_roles.actor_id = spoken.speaker_id
    where actor_roles.organization_id is not null
  ),
  -- It belongs to what these are parts of too, as far as it does not come round to what was there.
  belongs_to(actor_id, whole_id, trail) as (
    select actor_id, whole_id, '/' || whole_id || '/' as trail from own
    union all
    select belongs_to.actor_id, actors.part_of_id, belongs_to.trail || actors.part_of_id || '/'
    from belongs_to
    join actors on actors.id = belongs_to.whole_id
    where actors.part_of_id is not null and instr(belongs_to.trail, '/' || actors.part_of_id || '/') = 0
  )
  select
    'statement' as record_type,
    spoken.id as record_id,
    '/on_behalf_of' as path,
    'nothing says that `' || spoken.speaker_id || '` speaks for `' || spoken.on_behalf_of_id || '`' as message
  from spoken
  where not exists (
    select 1
    from belongs_to
    where belongs_to.actor_id = spoken.speaker_id and belongs_to.whole_id = spoken.on_behalf_of_id
  )
) as found
order by record_type, record_id, path;

-- T010 retraction-of-nothing: a statement retracts or corrects, and names no statement that it replaces
select 'T010' as code, 'warning' as severity, record_type, record_id, path, message
from (
  select
    'statement' as record_type,
    statements.id as record_id,
    '/act' as path,
    '`' || statements.id || '` replaces nothing' as message
  from statements
  left join links on links.record_type = 'statement'
    and links.record_id = statements.id
    and links.kind = 'adopted'
    and links.field in ('retracts', 'supersedes')
  where statements.act in ('retract', 'correct') and links.record_id is null
) as found
order by record_type, record_id, path;


-- Infos: no faults, but worth knowing

-- E015 other-value-reported: another source gives a different value
select 'E015' as code, 'info' as severity, record_type, record_id, path, message
from (
  with given as (
    select
      evidence.id,
      evidence.evidence_id,
      facts.id as fact_id,
      facts.record_type,
      facts.record_id,
      facts.path,
      facts.field,
      facts.value,
      evidence.source_id,
      evidence.reported_value,
      case
        when facts.value_currency is not null then 'money'
        when facts.value_start is not null or facts.value_end is not null then 'date'
        when facts.value_low is not null or facts.value_best is not null or facts.value_high is not null then 'quantity'
        else 'text'
      end as kind
    from evidence
    join facts on facts.id = evidence.fact_id
    where evidence.relation = 'reports'
  ),
  -- Lists of ids in which an adopted one is missing.
  lacking as (
    select distinct given.id
    from given
    join links
      on links.record_type = given.record_type and links.record_id = given.record_id and links.field = given.field
    where links.kind = 'adopted'
      and instr('; ' || given.reported_value || '; ', '; ' || links.target_id || '; ') = 0
  ),
  written as (
    select id, 'adopted' as side, kind, value from given
    union all
    select id, 'reported' as side, kind, reported_value as value from given
  ),
  qualified as (
    select
      id,
      side,
      case when value in ('few', 'unknown') then 'text' else kind end as kind,
      value,
      case
        when kind not in ('money', 'quantity') then ''
        when value like 'more than %' then 'more than '
        when value like 'at least %' then 'at least '
        when value like 'up to %' then 'up to '
        when value like 'about %' then 'about '
        else ''
      end as qualifier
    from written
  ),
  numbered as (
    select
      id,
      side,
      kind,
      value,
      qualifier,
      case when kind = 'money' then substr(value, length(qualifier) + 1, 4) else '' end as currency,
      case
        when kind = 'money' then substr(value, length(qualifier) + 5)
        when kind = 'quantity' then substr(value, length(qualifier) + 1)
      end as numbers
    from qualified
  ),
  ends as (
    select
      id,
      side,
      kind,
      value,
      qualifier,
      currency,
      case when instr(numbers, ' to ') > 0 then substr(numbers, 1, instr(numbers, ' to ') - 1) else numbers end as low,
      case when instr(numbers, ' to ') > 0 then substr(numbers, instr(numbers, ' to ') + 4) else numbers end as high
    from numbered
  ),
  meanings as (
    select
      id,
      side,
      case
        when kind = 'date' then replace(value, '-XX', '')
        when kind = 'quantity' and qualifier = 'at least ' then 'more than '
        when kind in ('money', 'quantity') then qualifier || currency
        else value
      end as words,
      -- In ten-thousandths. At least 161 is more than 160.
      case
        when kind in ('money', 'quantity') then round(cast(low as double) * 10000)
        else 0
      end - case when kind = 'quantity' and qualifier = 'at least ' then 10000 else 0 end as low,
      case
        when kind in ('money', 'quantity') then round(cast(high as double) * 10000)
        else 0
      end - case when kind = 'quantity' and qualifier = 'at least ' then 10000 else 0 end as high
    from ends
  ),
  same_values as (
    select adopted.id
    from meanings as adopted
    join meanings as others
      on others.id = adopted.id and others.words = adopted.words and others.low = adopted.low and others.high = adopted.high
    where adopted.side = 'adopted' and others.side = 'reported'
  ),
  reported as (
    select
      given.id,
      given.evidence_id,
      given.fact_id,
      given.record_type,
      given.record_id,
      given.path,
      given.field,
      given.value,
      given.source_id,
      given.reported_value,
      case
        when same_values.id is not null then 1
        -- The order of ids in a list does not matter.
        when given.field in ('parties', 'origin', 'addressees', 'supersedes', 'retracts')
          and length(given.reported_value) = length(given.value)
          and lacking.id is null then 1
        else 0
      end as repeats
    from given
    left join lacking on lacking.id = given.id
    left join same_values on same_values.id = given.id
  )
  select
    record_type,
    record_id,
    path,
    '`' || min(source_id) || '` gives another value for `' || field || '`, the dataset has `' || value || '`' as message
  from reported
  where repeats = 0
  group by fact_id, record_type, record_id, path, field, value
) as found
order by record_type, record_id, path;

-- Q008 batch-partly-itemised: part of a batch is not itemised; says how many pieces
select 'Q008' as code, 'info' as severity, record_type, record_id, path, message
from (
  with written as (
    select
      transfer_id,
      coalesce(cast(quantity_low as double), 0) as low,
      cast(quantity_high as double) as high
    from items
  ),
  itemised as (
    select
      transfer_id,
      sum(case when high < low then high else low end) as low,
      -- One item without a bound leaves the sum without one.
      case when count(high) = count(*) then sum(case when high < low then low else high end) end as high
    from written
    group by transfer_id
  ),
  batches as (
    select
      transfers.id,
      transfers.itemisation,
      transfers.total_text,
      case
        when cast(transfers.total_high as double) < coalesce(cast(transfers.total_low as double), 0)
          then cast(transfers.total_high as double)
        else coalesce(cast(transfers.total_low as double), 0)
      end as total_low,
      case
        when cast(transfers.total_high as double) < coalesce(cast(transfers.total_low as double), 0)
          then cast(transfers.total_low as double)
        else cast(transfers.total_high as double)
      end as total_high,
      itemised.low as items_low,
      itemised.high as items_high
    from transfers
    join itemised on itemised.transfer_id = transfers.id
    where transfers.total_text is not null
  )
  ,
  remainders as (
    select
      id,
      total_text,
      case when items_high < total_low then total_low - items_high else 0 end as low,
      total_high - items_low as high
    from batches
    where itemisation = 'partial'
  )
  select
    'transfer' as record_type,
    id as record_id,
    '/total' as path,
    'part of `' || total_text || '` is not itemised' as message
  from remainders
  where (high is null and low > 0) or high > 0
) as found
order by record_type, record_id, path;

-- T006 contested-transfer: a transfer or deal that some affirm and some deny
select 'T006' as code, 'info' as severity, record_type, record_id, path, message
from (
  select
    'transfer' as record_type,
    id as record_id,
    '/id' as path,
    'the transfer is contested' as message
  from transfers
  where dispute_status = 'contested'
  union all
  select
    'deal' as record_type,
    id as record_id,
    '/id' as path,
    'the deal is contested' as message
  from deals
  where dispute_status = 'contested'
) as found
order by record_type, record_id, path;
