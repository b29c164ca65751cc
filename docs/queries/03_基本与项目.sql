-- 人员、公用和项目支出各占多少？
-- How much is personnel, how much operating, how much projects?
with parts as (
    select department_name, fiscal_year, indicator_name, sum(amount_wan) as wan
    from marts.spending
    group by all
)
select department_name as 部门, fiscal_year as 年度, indicator_name as 构成, wan as 万元,
    round(100 * wan / sum(wan) over (partition by department_name, fiscal_year), 1) as 占比
from parts
order by 部门, 年度, 万元 desc;
