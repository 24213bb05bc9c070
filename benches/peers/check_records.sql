-- Every file is read once, with no more columns than the checks need, into a table in memory. A line that cannot be
-- read is a row without an id.

create temp table sources as
select id, publisher, first_day(published) as first, last_day_of(published) as last, certain(published) as certain
from read_json(getvariable('folder') || '/sources.jsonl', format = 'newline_delimited', ignore_errors = true,
  columns = {id: 'varchar', publisher: 'varchar', published: 'varchar'});

create temp table actors as
from read_json(getvariable('folder') || '/actors.jsonl', format = 'newline_delimited', ignore_errors = true,
  columns = {
    id: 'varchar', part_of: 'varchar', roles: 'struct(organization varchar)[]',
    evidence: 'struct(source varchar, via varchar[])[]'
  });

create temp table equipment as
from read_json(getvariable('folder') || '/equipment.jsonl', format = 'newline_delimited', ignore_errors = true,
  columns = {id: 'varchar', origin: 'varchar', evidence: 'struct(source varchar, via varchar[])[]'});

create temp table deals as
select
  * exclude (agreed), agreed is not null as has_agreed,
  first_day(agreed) as agreed_first, certain(agreed) as agreed_certain
from read_json(getvariable('folder') || '/deals.jsonl', format = 'newline_delimited', ignore_errors = true,
  columns = {
    id: 'varchar', parties: 'varchar[]', stage: 'varchar', agreed: 'varchar', value: 'varchar',
    evidence: 'struct(source varchar, supports varchar[], via varchar[])[]'
  });

create temp table transfers as
select
  * exclude (ordered, delivered), ordered is not null as has_ordered, delivered is not null as has_delivered,
  first_day(ordered) as ordered_first, certain(ordered) as ordered_certain,
  first_day(delivered) as delivered_first, last_day_of(delivered) as delivered_last, certain(delivered) as delivered_certain
from read_json(getvariable('folder') || '/transfers.jsonl', format = 'newline_delimited', ignore_errors = true,
  columns = {
    id: 'varchar', supplier: 'varchar', recipient: 'varchar', deal: 'varchar', stage: 'varchar', ordered: 'varchar',
    delivered: 'varchar', place: 'struct(name varchar)', origin: 'varchar[]', carrier: 'varchar', total: 'varchar',
    itemisation: 'varchar', amount: 'varchar',
    items: 'struct(equipment varchar, description varchar, quantity varchar, condition varchar,
      evidence struct(source varchar, supports varchar[], via varchar[])[])[]',
    evidence: 'struct(source varchar, supports varchar[], via varchar[])[]'
  });

create temp table statements as
select * exclude (date), date is not null as has_date, first_day(date) as first, certain(date) as certain
from read_json(getvariable('folder') || '/statements.jsonl', format = 'newline_delimited', ignore_errors = true,
  columns = {
    id: 'varchar', speaker: 'varchar', on_behalf_of: 'varchar', act: 'varchar', date: 'varchar', medium: 'varchar',
    addressees: 'varchar[]', about: 'struct(target varchar, stance varchar)[]', supersedes: 'varchar[]',
    retracts: 'varchar[]',
    figures: 'struct(measure varchar, value varchar, unit varchar, date varchar,
      evidence struct(source varchar, supports varchar[], via varchar[])[])[]',
    evidence: 'struct(source varchar, supports varchar[], via varchar[])[]'
  });
