using System;
using System.Collections.Generic;

namespace UnityEngine.UIElements
{
    public class DropdownField : PopupField<string>
    {
        public DropdownField(
            string label, List<string> choices, int defaultIndex, Func<string, string> formatSelectedValueCallback = null,
            Func<string, string> formatListItemCallback = null)
            : base(label) => SetValueWithoutNotify(choices[defaultIndex]);
    }
}
