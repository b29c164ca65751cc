-- 每个部门每年各功能类支出多少？
-- What does each department spend on each function?
select department_name as 部门, fiscal_year as 年度, class_name as 类, sum(amount_wan) as 万元
from marts.spending
group by all order by 部门, 年度, 万元 desc;
