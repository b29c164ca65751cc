-- “三公”经费各年各项多少？上年数取自当年公开的上年预算数。
-- What do the items of 三公 cost from year to year?
select department_name as 部门, fiscal_year as 年度, subject_name as 项目, amount_wan as 万元
from marts.three_public
order by 部门, 年度, 项目;
