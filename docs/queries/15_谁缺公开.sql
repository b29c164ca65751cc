-- 谁公开了哪一年的什么，谁还缺？
-- Who has published what, and who is missing?
select department_name as 部门, fiscal_year as 年度, document_kind as 类别, coverage as 情况
from marts.disclosure_coverage
order by 部门, 年度, 类别;
