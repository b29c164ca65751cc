-- 哪些数不是照录原文？依据是什么？
-- Which amounts are not as printed, and why?
select source_line as 行, message as 说明
from quality.findings
where status = 'repaired' and statement_code = 'department_expenditure' and rule_id = 'G0.2'
order by 行;
