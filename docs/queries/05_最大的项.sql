-- 金额最大的功能科目（项）是哪些？
-- Which functional items are the largest?
select department_name as 部门, fiscal_year as 年度, subject_code as 编码, subject_name as 科目, sum(amount_wan) as 万元
from marts.spending
group by all order by 万元 desc, 编码, 部门 limit 10;
