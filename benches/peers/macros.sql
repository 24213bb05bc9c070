-- Dates and numbers as records write them. What is no date, or ends before it starts, has no days.

-- One side of an interval, without its marks, as its first day and as its last.
create macro side_first(side) as case length(side)
  when 4 then try_cast(replace(side, 'X', '0') || '-01-01' as date)
  when 7 then case
    when side[6:7] = 'XX' then try_cast(side[1:4] || '-01-01' as date)
    -- A winter begins or ends in its year.
    when side[6:7] = '24' then try_cast((side[1:4]::integer - 1)::varchar || '-12-01' as date)
    when side[6:7] in ('21', '22', '23')
      then try_cast(side[1:5] || lpad((3 * side[6:7]::integer - 60)::varchar, 2, '0') || '-01' as date)
    else try_cast(side || '-01' as date)
  end
  when 10 then try_cast(replace(side, 'XX', '01') as date)
end;
create macro side_last(side) as case length(side)
  when 4 then try_cast(replace(side, 'X', '9') || '-12-31' as date)
  when 7 then case
    when side[6:7] = 'XX' then try_cast(side[1:4] || '-12-31' as date)
    when side[6:7] = '24' then last_day(side_first(side) + interval 14 months)
    when side[6:7] in ('21', '22', '23') then last_day(side_first(side) + interval 2 months)
    else last_day(try_cast(side || '-01' as date))
  end
  when 10 then case
    when side[9:10] = 'XX' then last_day(try_cast(side[1:7] || '-01' as date))
    else try_cast(side as date)
  end
end;

create macro is_interval(edtf) as contains(edtf, '/');
create macro first_written(edtf) as side_first(rtrim(split_part(edtf, '/', 1), '~?%'));
create macro last_written(edtf) as
  side_last(rtrim(case when is_interval(edtf) then split_part(edtf, '/', 2) else edtf end, '~?%'));
create macro first_day(edtf) as
  case when is_interval(edtf) and last_written(edtf) < first_written(edtf) then null else first_written(edtf) end;
create macro last_day_of(edtf) as
  case when is_interval(edtf) and last_written(edtf) < first_written(edtf) then null else last_written(edtf) end;
create macro approximate(edtf) as contains(edtf, '~') or contains(edtf, '%');
create macro uncertain(edtf) as contains(edtf, '?') or contains(edtf, '%');
create macro certain(edtf) as not approximate(edtf) and not uncertain(edtf);

-- A number as `160`, `more than 160`, `at least 160`, `up to 160`, `about 160`, `100 to 120`, `few`, `unknown`.
create macro least(text) as case
  when starts_with(text, 'more than ') then try_cast(text[11:] as bigint) + 1
  when starts_with(text, 'at least ') then try_cast(text[10:] as bigint)
  else try_cast(split_part(text, ' to ', 1) as bigint)
end;
create macro greatest_of(text) as case
  when starts_with(text, 'up to ') then try_cast(text[7:] as bigint)
  else try_cast(split_part(text, ' to ', -1) as bigint)
end;
