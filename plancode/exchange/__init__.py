"""What other systems read of a plan: calendars and the quotas of CRM and ERP systems."""
