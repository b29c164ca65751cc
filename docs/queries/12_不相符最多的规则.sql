-- 哪些规则的发现最多？
-- Which rules have most findings?
select rule_id as 规则, severity as 严重程度, cause as 原因, status as 状态, count(*) as 发现
from quality.findings
group by all order by 发现 desc, 规则, 原因, 状态 limit 10;
