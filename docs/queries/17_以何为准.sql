-- 各部门的支出、收入和“三公”经费以哪张报表为准，是否全部资金？
-- Which statement answers for spending, revenue and 三公, and is it all the money?
select department_name as 部门, fiscal_year as 年度, question as 问题, statement_name as 报表, is_complete as 全部,
    statement_choice as 报表取舍, document_choice as 文件取舍
from marts.answers
where question not like '%:%'
order by 部门, 年度, 问题;
