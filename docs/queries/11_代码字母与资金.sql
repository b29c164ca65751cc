-- 绩效信息表的项目之和与部门支出对得上吗？
-- Do the projects of the sheets add up to what the department spends?
select documents.fiscal_year as 年度, documents.publisher as 部门, completeness.indicator_code as 口径,
    projects_wan as 项目之和, department_wan as 部门数, round(100 * completeness, 1) as 完整度
from quality.performance_completeness as completeness inner join marts.dim_document as documents using (document_id)
order by 年度, 口径;
