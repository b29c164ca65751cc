-- 工资福利支出占基本支出多少？
-- What share of the basic expenditure are wages?
with sums as (
    select department_name, fiscal_year,
        sum(amount_wan) filter (where subject_code = '301') as wages,
        sum(amount_wan) filter (where subject_level = 'total') as basic
    from marts.budget
    where statement_code = 'general_public_basic_expenditure' and indicator_code = 'total'
    group by all
)
select department_name as 部门, fiscal_year as 年度, wages as 工资福利, basic as 基本支出,
    round(100 * wages / basic, 1) as 占比
from sums
order by 部门, 年度;
