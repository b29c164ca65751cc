-- 满意度指标定在多少？
-- How high are satisfaction targets set?
select operator as 符号, target_value as 值, count(*) as 目标
from marts.performance_targets
where level1 = '满意度指标' and target_unit = '%' and not is_repeated
group by all order by 目标 desc, 值, 符号 limit 8;
