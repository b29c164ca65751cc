-- 年度资金最多的项目是哪些？
-- Which projects have the most money this year?
select fiscal_year as 年度, department_name as 部门, project_name as 项目, annual_total_wan as 万元
from marts.projects
where annual_total_wan is not null
order by 万元 desc, 项目 limit 10;
