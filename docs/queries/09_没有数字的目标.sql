-- 各一级指标中，多少目标没有数字？
-- How many targets have no number?
select level1 as 一级指标, count(*) as 目标, count(*) filter (where target_value is null) as 没有数字,
    round(100.0 * count(*) filter (where target_value is null) / count(*), 1) as 占比
from marts.performance_targets
where not is_repeated
group by all order by 目标 desc, 一级指标;
