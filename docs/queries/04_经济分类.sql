-- 基本支出用在哪些经济分类（款）？前十位。
-- Which economic subjects take most of the basic expenditure?
select department_name as 部门, fiscal_year as 年度, subject_code as 编码, subject_name as 科目, amount_wan as 万元
from marts.budget
where statement_code = 'general_public_basic_expenditure' and indicator_code = 'total' and subject_level = 'section'
order by 万元 desc, 编码, 部门 limit 10;
